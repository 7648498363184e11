package import InsightsHTTP
package import InsightsJSON

/// The JSON object around the records of every response of the service (seed 002, insights-api section 3.3).
///
/// cmp has `value`, `totalCount`, `message` and `statusCode`. mpn also has `nextLink` after `value`, and `dataRedacted`
/// as the last key.
package enum Envelope {
    /// The values of the envelope besides the records.
    package struct Frame: Sendable {
        /// The program, which decides the keys.
        package var program: PartnerProgram
        /// The number of records.
        package var totalCount: Int
        /// The message; nil for null.
        package var message: String?
        /// The status, equal to the HTTP status.
        package var status: HTTPStatus
        /// The URL of the next page; nil if the list is not paged or this is the last page.
        package var nextLink: String?
        /// Whether lists are paged; if so, cmp responses have `nextLink` too (C10, docs/sources.md).
        package var isPaged: Bool
        /// Whether sensitive values were left out; mpn only.
        package var dataRedacted: Bool

        /// Creates a frame.
        package init(
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

    /// A key of the envelope; the cases are in the order in which they are written.
    package enum Key: String, Sendable, CaseIterable {
        /// The array of records.
        case value
        /// The URL of the next page.
        case nextLink
        /// The number of records.
        case totalCount
        /// The message.
        case message
        /// The HTTP status.
        case statusCode
        /// Whether sensitive values were left out.
        case dataRedacted

        /// Returns whether responses of a program have the key; `isPaged` states whether lists are paged.
        package func isPresent(in program: PartnerProgram, isPaged: Bool) -> Bool {
            switch self {
            case .value, .totalCount, .message, .statusCode: true
            case .nextLink: program == .mpn || isPaged
            case .dataRedacted: program == .mpn
            }
        }
    }

    /// Returns the bytes of a response; the closure writes the records of the array `value`.
    package static func encode(_ frame: Frame, records: (inout JSONWriter) -> Void) -> [UInt8] {
        encode(frame, capacity: 1024, records: records)
    }

    /// Returns the bytes of a response around records that are JSON already.
    package static func encode(_ frame: Frame, records: [[UInt8]]) -> [UInt8] {
        // The space of the other keys; a next link may take more, and the buffer then grows.
        let capacity = records.reduce(256) { $0 + $1.count + 1 }
        return encode(frame, capacity: capacity) { writer in
            for record in records { writer.raw(record) }
        }
    }

    private static func encode(_ frame: Frame, capacity: Int, records: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
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

    /// Returns the bytes of an error response: no records, with the error's message and status (U1).
    package static func encode(_ error: ServiceError, program: PartnerProgram) -> [UInt8] {
        encode(Frame(program: program, totalCount: 0, message: error.message, status: error.status)) { _ in }
    }
}
