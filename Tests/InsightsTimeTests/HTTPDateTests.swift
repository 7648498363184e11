import InsightsTime
import Testing

@Suite("Dates of HTTP")
struct HTTPDateTests {
    @Test("The usual instants are written as the C library does")
    func usual() {
        let edges = [0, 1, 59, 86_399, 86_400, 951_782_399, 951_782_400, 951_868_800, 4_107_542_400, 253_402_300_799]
        // Every second of a day and every day of a year is met.
        let spread = stride(from: 0, to: HTTPDate.usualSeconds.upperBound, by: 50_000_017)
        for seconds in edges + spread {
            #expect(HTTPDate.format(secondsSince1970: seconds) == HTTPDate.formatAny(secondsSince1970: seconds))
        }
    }

    @Test("Instants around the usual ones are written too")
    func others() {
        #expect(HTTPDate.format(secondsSince1970: -1) == "Wed, 31 Dec 1969 23:59:59 GMT")
        #expect(HTTPDate.format(secondsSince1970: 253_402_300_800).hasPrefix("Sat, 01 Jan"))
    }
}
