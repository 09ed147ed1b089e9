/** The sentences and labels that a reader sees more than once. */

export const STATUS = {
  complete: "Có câu trả lời",
  partial: "Trả lời một phần",
  none: "Không tìm thấy",
  ambiguous: "Cần chọn văn bản",
  refused: "Không trả lời",
  talk: "Trao đổi",
};
/** Conditions read from a question's words. */
export const READ = {
  types: "Loại", issuers: "Cơ quan ban hành", year: "Năm ban hành", period: "Năm áp dụng", territory: "Địa bàn",
  validity: "Hiệu lực", as_of: "Tại ngày",
};
export const TEXT = {
  heading: "Hỏi Văn Bản",
  notFound: "Không tìm thấy nội dung này trong kho văn bản hiện có.",
  disclaimer: "Kết quả chỉ để tra cứu, không thay thế văn bản gốc do cơ quan có thẩm quyền ban hành.",
  offline: "Không kết nối được với dịch vụ Hỏi Văn Bản. Kiểm tra kết nối mạng rồi thử lại.",
  noNetwork: "Máy đang ngoại tuyến nên chưa gửi được câu hỏi. Khi có mạng trở lại, chọn “Hỏi lại”.",
  notRegistered: "Trang này ({origin}) chưa được đăng ký với dịch vụ Hỏi Văn Bản nên không hỏi được. Quản trị viên đăng ký "
    + "bằng lệnh “hoivanban sites create” hoặc tại trang /admin.",
  signedOut: "Phiên đăng nhập đã kết thúc: hết giờ, hoặc được kết thúc ở nơi khác. Hãy tải lại trang để đăng nhập lại.",
  unavailable: "Dịch vụ đang khởi động hoặc quá tải. Vui lòng thử lại sau ít phút.",
  broken: "Dịch vụ trả lời không đúng định dạng. Vui lòng báo cho bộ phận kỹ thuật.",
  notLoaded: "Không mở được phần này: mất kết nối, hoặc dịch vụ vừa được nâng cấp. Hãy tải lại trang.",
  noPicture: "Không hiển thị được ảnh trang này. Có thể tải tệp gốc để đối chiếu.",
  noText: "Tệp này không có chữ đọc được; có thể tải tệp gốc để xem.",
  sample: "Kho đang có văn bản mẫu do dự án biên soạn để thử nghiệm; không dùng làm căn cứ.",
};

/** Why an answer was no help, as a reader chooses it and a clerk reads it. */
export const REASONS = {
  wrong_document: "Sai văn bản",
  wrong_passage: "Đúng văn bản, sai đoạn",
  incomplete: "Còn thiếu",
  outdated: "Văn bản đã cũ",
  not_answered: "Không đúng điều tôi hỏi",
  other: "Lý do khác",
};
