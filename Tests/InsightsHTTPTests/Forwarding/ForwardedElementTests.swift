import Testing

@testable import InsightsHTTP

@Suite("The header Forwarded")
struct ForwardedElementTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let elements: [String]
        var testDescription: String { text }

        init(_ text: String, _ elements: String...) {
            self.text = text
            self.elements = elements
        }
    }

    /// Returns an element as `sender host scheme`, `-` for each that it lacks.
    private static func text(_ element: ForwardedElement) -> String {
        let sender: String? =
            switch element.sender {
            case .address(let text): text
            case .hidden(let text): "(\(text))"
            case nil: nil
            }
        return [sender, element.host?.description, element.scheme?.rawValue].map { $0 ?? "-" }.joined(separator: " ")
    }

    @Test(
        "Elements are read in order",
        arguments: [
            // The examples of RFC 7239, sections 4 and 6.
            Row("for=\"_gazonk\"", "(_gazonk) - -"), Row("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17 - -"),
            Row("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60 - http"),
            Row("for=192.0.2.43, for=198.51.100.17", "192.0.2.43 - -", "198.51.100.17 - -"),
            Row("for=_hidden, for=_SEVKISEK", "(_hidden) - -", "(_SEVKISEK) - -"),
            Row(
                "for=192.0.2.43,for=\"[2001:db8:cafe::17]\",for=unknown", "192.0.2.43 - -", "2001:db8:cafe::17 - -",
                "(unknown) - -"),
            Row("for=\"192.0.2.43:47011\"", "192.0.2.43 - -"), Row("for=\"192.0.2.43:_port\"", "192.0.2.43 - -"),
            Row("host=sim.example;proto=https", "- sim.example https"),
            Row("HOST=\"Sim.Example:8443\"", "- sim.example:8443 -"),
            Row("proto=HTTPS", "- - https"), Row("secret=abc;for=10.0.0.1", "10.0.0.1 - -"),
            Row("for=10.0.0.1; proto=http ;host=h", "10.0.0.1 h http"), Row("for=\"10.0.0\\.1\"", "10.0.0.1 - -"),
            Row(""), Row(" , ,"), Row(";", "- - -"), Row("for=10.0.0.1,", "10.0.0.1 - -"),
            Row(";;for=10.0.0.1;", "10.0.0.1 - -"),
            Row("ext=\"a,b;c=\\\"d\";for=10.0.0.1", "10.0.0.1 - -"),
        ])
    func reads(_ row: Row) throws {
        #expect(try ForwardedElement.parse([row.text]).map(Self.text) == row.elements)
    }

    @Test("Several lines are one list")
    func lines() throws {
        let elements = try ForwardedElement.parse(["for=10.0.0.1", "", "for=10.0.0.2, for=10.0.0.3"])
        #expect(elements.map { $0.sender?.address } == ["10.0.0.1", "10.0.0.2", "10.0.0.3"])
    }

    @Test(
        "What breaks the grammar, and addresses, hosts and schemes of another form, are refused",
        arguments: [
            "for", "for=", "=1", "for=a", "for=10.0.0.256", "for=[::1", "for=\"[::1]x\"", "for=\"::1]\"",
            "for=\"[1.2.3.4]\"",
            "for=\"10.0.0.1", "for=\"10.0.0.1\\", "for=10.0.0.1 for=10.0.0.2", "for=10.0.0.1;for=10.0.0.2",
            "for=10.0.0.1:x",
            "for=\"10.0.0.1:123456\"", "for=_", "for=_a:b", "for=\"_a b\"", "proto=ftp", "proto=", "proto=\"\"",
            "host=\"a b\"", "host=\"h:0\"", "host=\"h:65536\"", "host=\"a/b\"", "host=\"u@h\"", "for =10.0.0.1",
            "for=10.0.0.1:47011",
            "for= 10.0.0.1", "f\u{e4}r=1", "for=\"\u{0}\"", "proto=http https", "\"for\"=1",
        ])
    func refuses(_ text: String) {
        let error = #expect(throws: ForwardedError.self) { try ForwardedElement.parse([text]) }
        #expect(error?.description.hasPrefix("Forwarded: found '") == true, "\(String(describing: error))")
    }

    @Test("32 elements are read, 33 are refused; a name of 64 bytes is read, one of 65 is refused")
    func limits() throws {
        let element = "for=10.0.0.1"
        #expect(try ForwardedElement.parse(Array(repeating: element, count: 32)).count == 32)
        #expect(throws: ForwardedError.self) { try ForwardedElement.parse(Array(repeating: element, count: 33)) }
        #expect(ForwardedNode("_" + String(repeating: "a", count: 63)) != nil)
        #expect(ForwardedNode("_" + String(repeating: "a", count: 64)) == nil)
    }

    @Test("A message quotes 40 characters at most, and no control characters")
    func message() {
        let error = ForwardedError("X", found: "a\u{1B}" + String(repeating: "b", count: 39), expected: "c")
        #expect(error.description == "X: found 'a " + String(repeating: "b", count: 38) + "...'; expected c")
        let whole = ForwardedError("X", found: String(repeating: "b", count: 40), expected: "c")
        #expect(whole.found == String(repeating: "b", count: 40))
    }
}
