/** The states of validity, for all pages: their names in the order of a choice, and how good or bad each is. */

export const VALIDITY_NAMES = [
  ["in_force", "Còn hiệu lực"], ["partly", "Hết hiệu lực một phần"], ["expired", "Hết hiệu lực"],
  ["future", "Chưa có hiệu lực"], ["suspended", "Ngưng hiệu lực"], ["suspended_part", "Ngưng hiệu lực một phần"],
  ["obsolete", "Không còn phù hợp"], ["period_over", "Đã hết thời gian thực hiện"], ["unknown", "Chưa xác định hiệu lực"],
];
/** Each is a class of badges in the management page; what is not known has none. */
export const VALIDITY_TONES = {
  in_force: "good", partly: "warn", suspended_part: "warn", future: "info",
  expired: "bad", suspended: "bad", obsolete: "bad", period_over: "bad",
};
