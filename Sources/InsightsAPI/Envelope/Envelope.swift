public import InsightsHTTP
public import InsightsJSON

/// The frame around every answer of the service (seed 002, insights-api section 3.3).
///
/// cmp has `value`, `totalCount`, `message`, `statusCode`; mpn has `nextLink` after `value` and `dataRedacted` last.
public enum Envelope {
    /// What stands around the records.
    public struct Frame: Sendable {
        /// The program, which decides the keys.
        public var program: Program
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
            program: Program, totalCount: Int, message: String?, status: HTTPStatus = 200, nextLink: String? = nil,
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

    /// The bytes of an answer whose records the closure writes into the array `value`.
    public static func encode(_ frame: Frame, records: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writer.key("value")
            writer.array(records)
            if frame.program == .mpn || frame.isPaged {
                writer.key("nextLink")
                writer.string(frame.nextLink)
            }
            writer.key("totalCount")
            writer.integer(frame.totalCount)
            writer.key("message")
            writer.string(frame.message)
            writer.key("statusCode")
            writer.integer(frame.status.code)
            if frame.program == .mpn {
                writer.key("dataRedacted")
                writer.bool(frame.dataRedacted)
            }
        }
        return writer.bytes
    }

    /// The bytes of a refusal: no records, the error's words and status (U1).
    public static func encode(_ error: ServiceError, program: Program) -> [UInt8] {
        encode(Frame(program: program, totalCount: 0, message: error.message, status: error.status)) { _ in }
    }
}
