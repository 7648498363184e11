import InsightsHTTP
import InsightsTime
import Testing

/// Dates, refusals and the transport without a network.
struct HTTPValuesTests {
    @Test(
        "Dates have the format of HTTP",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"), (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (1_625_097_600, "Thu, 01 Jul 2021 00:00:00 GMT"), (-11_644_473_600, "Mon, 01 Jan 1601 00:00:00 GMT"),
        ])
    func date(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.format(secondsSince1970: seconds) == text)
    }

    @Test("Every refusal has a status of its class and a distinct text", arguments: HTTPParseError.allCases)
    func refusal(_ error: HTTPParseError) throws {
        #expect([400, 408, 413, 414, 417, 431, 501, 503, 505].contains(error.status.code))
        #expect(HTTPParseError.allCases.filter { $0.explanation == error.explanation } == [error])
        let response = error.response
        #expect(response.status == error.status)
        #expect(response.fields["Content-Type"] == "text/plain; charset=utf-8")
        #expect(try response.bodyBytes() == Array("\(error.status): \(error.explanation)\n".utf8))
    }

    @Test("In process, deferred work runs and pieces are collected")
    func inProcess() async throws {
        struct Handler: HTTPHandler {
            func handle(_ request: HTTPRequest) -> HTTPReply {
                .offloaded { HTTPResponse(201, body: .stream(CountingSource(pieces: 3), length: nil)) }
            }
        }
        let response = try await InProcessTransport(Handler()).send(HTTPRequest(.get, "/"))
        #expect(response.status == 201)
        #expect(try response.bodyBytes() == [3, 2, 1])
    }
}

/// Gives the numbers from a number down to 1, each as a piece.
private final class CountingSource: HTTPBodySource, @unchecked Sendable {
    // Pulled by one caller at a time, as the protocol promises.
    private var left: UInt8

    init(pieces: UInt8) {
        left = pieces
    }

    func nextChunk() -> [UInt8]? {
        defer { if left > 0 { left -= 1 } }
        return left == 0 ? nil : [left]
    }
}
