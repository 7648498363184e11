public import InsightsHTTP
public import InsightsJSON

/// The frame around every answer of the service (seed 002, insights-api section 3.3).
///
/// cmp has `value`, `totalCount`, `message`, `statusCode`; mpn has `nextLink` after `value` and `dataRedacted` last.
public enum Envelope {
    /// What stands around the records.
    public struct Frame: Sendable {
        /// The program, which decides the keys.
        public var program: PartnerProgram
        /// How many records there are.
        public var totalCount: Int
        /// The message, or nil for null.
        public var message: String?
        /// The status, equal to the HTTP status.
        public var status: HTTPStatus
        /// Where the next page is, if the answer is paged and there is one.
        public var nextLink: String?
        /// Whether answers are paged: then `nextLink` stands in cmp answers too (C10).
        public var isPaged: Bool
        /// Whether sensitive values were left out (mpn).
        public var dataRedacted: Bool

        /// Creates a frame.
        public init(
            program: PartnerProgram, totalCount: Int, message: String?, status: HTTPStatus = 200,
            nextLink: String? = nil,
            isPaged: Bool = false, dataRedacted: Bool = false
        ) {
            self.program = program
            self.totalCount = totalCount
            self.message = message
            self.status = status
            self.nextLink = nextLink
            self.isPaged = isPaged
            self.dataRedacted = dataRedacted
        }
    }

    /// The keys in the order they are written.
    public enum Key: String, Sendable, CaseIterable {
        case value
        case nextLink
        case totalCount
        case message
        case statusCode
        case dataRedacted

        /// Whether answers of a program have it; `isPaged` is whether lists come in pages.
        public func isPresent(in program: PartnerProgram, isPaged: Bool) -> Bool {
            switch self {
            case .value, .totalCount, .message, .statusCode: true
            case .nextLink: program == .mpn || isPaged
            case .dataRedacted: program == .mpn
            }
        }
    }

    /// The bytes of an answer whose records the closure writes into the array `value`.
    public static func encode(_ frame: Frame, records: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            for key in Key.allCases where key.isPresent(in: frame.program, isPaged: frame.isPaged) {
                writer.key(key.rawValue)
                switch key {
                case .value: writer.array(records)
                case .nextLink: writer.string(frame.nextLink)
                case .totalCount: writer.integer(frame.totalCount)
                case .message: writer.string(frame.message)
                case .statusCode: writer.integer(frame.status.code)
                case .dataRedacted: writer.bool(frame.dataRedacted)
                }
            }
        }
        return writer.bytes
    }

    /// The bytes of a refusal: no records, the error's words and status (U1).
    public static func encode(_ error: ServiceError, program: PartnerProgram) -> [UInt8] {
        encode(Frame(program: program, totalCount: 0, message: error.message, status: error.status)) { _ in }
    }
}
