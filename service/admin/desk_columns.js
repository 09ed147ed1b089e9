/** The columns of the table of documents and its filters: their names, and how a row's cell is drawn. */

import { VALIDITY_NAMES, VALIDITY_TONES } from "../widget/parts/validity.js";
import { badge, day, h, select } from "./dom.js";
import { labelName } from "./dialogs.js";

const STATES = { withdrawn: ["Đã rút", "bad"], held_back: ["Chờ duyệt", "warn"] };
const UNKNOWN = "Chưa rõ";

/** Name of the sort (null: none), heading, what a row shows there; `extra` and `rare` are left out on narrower screens. */
export const COLUMNS = [
  { sort: "issued_date", name: "Ngày ban hành", cell: (row) => day(row.issued_date) || missing(row, "issued_date") },
  { sort: "type", name: "Loại", cell: (row) => row.type_name ?? missing(row, "type") },
  { sort: "issuer", name: "Cơ quan ban hành", cell: (row) => row.issuer ?? missing(row, "issuer") },
  { sort: "subject", name: "Trích yếu", cell: (row) => row.subject ?? "" },
  { sort: "signer", name: "Người ký", cell: (row) => row.signer ?? "", rare: true },
  { sort: null, name: "Hiệu lực", cell: (row) => badge(row.validity_label, VALIDITY_TONES[row.validity] ?? "") },
  { sort: "access", name: "Ai được thấy", cell: (row) => [
    STATES[row.state] && badge(STATES[row.state][0], STATES[row.state][1]), " ",
    row.state === "held_back" ? `khi duyệt: ${row.access_label}` : row.access_label] },
  { sort: "file_name", name: "Tệp", cell: (row) => [row.file_name,
    h("span", { class: "about" }, [row.origin === "scan" ? "bản quét" : "", row.page_count ? `${row.page_count} trang` : ""]
      .filter(Boolean).map((one) => ` · ${one}`).join(""))], extra: true },
  { sort: "added_at", name: "Nạp ngày", cell: (row) => day(row.added_at), rare: true },
  { sort: "doubt", name: "Cần đối chiếu", cell: (row) => row.doubts.map((one) => badge(one.label, "warn")) },
];

/** What stands for a value that is not known. */
export function missing(row, field) {
  const doubted = row.doubts.some((one) => one.field === field);
  return h("span", { class: doubted ? "doubtful" : "about" }, UNKNOWN);
}

const YES = [
  ["", "Tất cả"], ["any", "Có mục cần đối chiếu"], ["number", "Số hiệu"], ["issued_date", "Ngày ban hành"],
  ["issuer", "Cơ quan ban hành"], ["type", "Loại văn bản"],
];
const CODES = [["", "Tất cả"], ...VALIDITY_NAMES];

/** The controls of the filters by the name that the interface gives them; `values` are those of the library. */
export function controls(session, values, given) {
  const text = (name, list = null) => h("input", { type: "text", maxlength: "200", name, list, value: given[name] ?? "", autocomplete: "off" });
  const date = (name) => h("input", { type: "text", inputmode: "numeric", maxlength: "10", name, value: day(given[name]), autocomplete: "off" });
  const choice = (name, options) => {
    const made = select(options, given[name] ?? "");
    made.name = name;
    return made;
  };
  const seen = [...new Set(["cong_khai", ...session.labels])].filter((one) => !one.startsWith("cho_duyet"));
  return {
    number: ["Số, ký hiệu", text("number")],
    types: ["Loại", choice("types", [["", "Tất cả"], ...values.types.map((one) => [one.value, `${one.label} (${one.count})`])])],
    issuer: ["Cơ quan ban hành", text("issuer", "ds-co-quan")],
    signer: ["Người ký", text("signer", "ds-nguoi-ky")],
    file_name: ["Tên tệp", text("file_name")],
    content: ["Chữ trong văn bản", text("content")],
    issued_from: ["Ban hành từ ngày", date("issued_from")],
    issued_to: ["Ban hành đến ngày", date("issued_to")],
    added_from: ["Nạp từ ngày", date("added_from")],
    added_to: ["Nạp đến ngày", date("added_to")],
    validity: ["Hiệu lực", choice("validity", CODES)],
    state: ["Trạng thái", choice("state", [["", "Tất cả"], ["active", "Đang trả lời"], ["held_back", "Chờ duyệt"], ["withdrawn", "Đã rút"]])],
    access: ["Ai được thấy", choice("access", [["", "Tất cả"], ...seen.map((one) => [one, labelName(one)])])],
    origin: ["Nguồn chữ", choice("origin", [["", "Tất cả"], ["text", "Tệp có chữ"], ["scan", "Bản quét"]])],
    doubt: ["Cần đối chiếu", choice("doubt", YES)],
  };
}

/** The values offered while typing an issuer or a signer. */
export function offered(values) {
  const list = (id, items) => h("datalist", { id }, items.slice(0, 200).map((one) => h("option", { value: one.value })));
  return [list("ds-co-quan", values.issuers), list("ds-nguoi-ky", values.signers)];
}
