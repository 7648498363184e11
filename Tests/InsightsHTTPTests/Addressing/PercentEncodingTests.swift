import InsightsHTTP
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(
        "Pairs of hexadecimal digits are decoded once; a plus becomes a blank on request",
        arguments: [
            ("", "", ""), ("a+b", "a b", "a+b"), ("%2B", "+", "+"), ("%2b", "+", "+"), ("%41%4a%4A", "AJJ", "AJJ"),
            ("%", "%", "%"), ("%%41", "%A", "%A"), ("%4", "%4", "%4"), ("%4%41", "%4A", "%4A"), ("%G1", "%G1", "%G1"),
            ("%1G", "%1G", "%1G"), ("%+1", "% 1", "%+1"), ("%2541", "%41", "%41"), ("%E2%82%AC", "€", "€"),
            ("%E2%82", "\u{FFFD}", "\u{FFFD}"), ("é", "é", "é"), ("%00", "\0", "\0"), ("100%", "100%", "100%"),
        ])
    func decodes(_ text: String, _ form: String, _ path: String) {
        #expect(PercentEncoding.decode(text, plusIsBlank: true) == form)
        #expect(PercentEncoding.decode(text, plusIsBlank: false) == path)
    }

    @Test(
        "All characters but unreserved ones are encoded, in upper case",
        arguments: [
            ("", ""), ("aZ09-._~", "aZ09-._~"), (" ", "%20"), ("+/=&;?#%", "%2B%2F%3D%26%3B%3F%23%25"), ("é", "%C3%A9"),
            ("😀", "%F0%9F%98%80"), ("\0\n", "%00%0A"), ("a'b\"c", "a%27b%22c"),
        ])
    func encodes(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
    }

    @Test("Every character of the first planes survives encoding and decoding")
    func roundTrip() {
        for start in stride(from: UInt32(0), to: 0x3000, by: 0x100) {
            let text = String(String.UnicodeScalarView((start..<start + 0x100).compactMap(Unicode.Scalar.init)))
            for plusIsBlank in [true, false] {
                let back = PercentEncoding.decode(PercentEncoding.encode(text), plusIsBlank: plusIsBlank)
                #expect(Array(back.utf8) == Array(text.utf8))
            }
        }
    }
}
