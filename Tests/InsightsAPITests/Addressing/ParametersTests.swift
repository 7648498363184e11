import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Parameters")
struct ParametersTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let text: String
        let pairs: [[String]]
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ pairs: [[String]]) {
            self.text = text
            self.pairs = pairs
        }
    }

    @Test(
        "Pairs are split at ampersands only, and names from values at the first equals sign only",
        arguments: [
            Form("", []), Form("&", []), Form("&&a=1&&b=2&", [["a", "1"], ["b", "2"]]), Form("a", [["a", ""]]),
            Form("a=", [["a", ""]]), Form("=a", [["", "a"]]), Form("=", [["", ""]]), Form("a=b=c", [["a", "b=c"]]),
            Form("a=1;b=2", [["a", "1;b=2"]]), Form("q=SELECT a WHERE b!='x;y'", [["q", "SELECT a WHERE b!='x;y'"]]),
            Form("a=1&a=2", [["a", "1"], ["a", "2"]]), Form("a+b=c+d", [["a b", "c d"]]),
            Form("a=%2B%26%3D", [["a", "+&="]]),
            Form("a%3Db=c", [["a=b", "c"]]), Form("a=%", [["a", "%"]]), Form("a=%4", [["a", "%4"]]),
            Form("a=%4g", [["a", "%4g"]]),
            Form("a=%2541", [["a", "%41"]]), Form("a=caf%C3%A9", [["a", "café"]]), Form("a=%C3", [["a", "\u{FFFD}"]]),
            Form("a=%00", [["a", "\0"]]), Form("a=?#", [["a", "?#"]]),
        ])
    func splits(_ form: Form) {
        #expect(Parameters(parsing: form.text).all.map { [$0.name, $0.value] } == form.pairs)
    }

    @Test("A name matches in any letter case; the last value counts, trimmed, and a blank value counts as absent")
    func looksUp() {
        let parameters = Parameters(parsing: "A=1&b=+x+&a=2&c=+&d&e=1&e=")
        #expect(parameters["a"] == "2")
        #expect(parameters.values(named: "a") == ["1", "2"])
        #expect(parameters["B"] == "x")
        #expect(parameters.values(named: "b") == [" x "])
        for name in ["c", "d", "e", "f"] { #expect(parameters[name] == nil) }
    }

    @Test(
        "A list is split at semicolons; blanks and empty items are dropped",
        arguments: [
            ("a=1", ["1"]), ("a=1;2", ["1", "2"]), ("a=+1+;+;2;", ["1", "2"]), ("a=1%3B2", ["1", "2"]), ("a=", nil),
            ("a=;", nil), ("a=+;+", nil), ("b=1", nil),
        ])
    func lists(_ text: String, _ items: [String]?) {
        #expect(Parameters(parsing: text).list(named: "A") == items)
    }

    @Test(
        "A truth value is `true` or `false` in any letter case",
        arguments: [("a=true", true), ("a=TRUE", true), ("a=+False", false), ("a=", nil), ("b=x", nil)])
    func flags(_ text: String, _ value: Bool?) throws {
        #expect(try Parameters(parsing: text).flag(named: "a") == value)
    }

    @Test("A truth value without text is refused where settings say so", arguments: ["a=", "a", "a=+"])
    func emptyFlags(_ text: String) throws {
        let parameters = Parameters(parsing: text)
        #expect(try parameters.flag(named: "b", empty: .refused) == nil)
        let refusal = #expect(throws: ServiceRefusal.self) { try parameters.flag(named: "a", empty: .refused) }
        #expect(refusal?.error == .requestedValueNotFound(""))
        #expect(refusal?.reason?.description == "a: found no value; expected true or false")
    }

    @Test("Any other truth value is refused with its text", arguments: ["1", "0", "yes", "truex"])
    func badFlags(_ text: String) {
        let refusal = #expect(throws: ServiceRefusal.self) { try Parameters(parsing: "a=\(text)").flag(named: "a") }
        #expect(refusal?.error == .requestedValueNotFound(text))
        #expect(refusal?.reason?.description == "a: found '\(text)'; expected true or false")
    }
}
