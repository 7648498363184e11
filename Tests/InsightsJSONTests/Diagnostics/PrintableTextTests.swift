import Testing

@testable import InsightsJSON

@Suite("Texts of others, as they are printed")
struct PrintableTextTests {
    @Test(
        "A line shows what would act on a terminal, on a reader, or on the runner of a job",
        arguments: [
            ("", ""), ("plain: text # 1 ## 2 [x]", "plain: text # 1 ## 2 [x]"), ("a::b ::c", "a::b ::c"),
            ("Grüße, 日本語, 👩‍👩‍👧", "Grüße, 日本語, 👩‍👩‍👧"), ("a\tb\nc\r\nd", "a b c  d"),
            ("\u{1B}[31mred\u{7}", "\\u{1B}[31mred\\u{7}"), ("\u{7F}\u{80}\u{9B}2J", "\\u{7F}\\u{80}\\u{9B}2J"),
            ("\u{202E}\u{2066}\u{200E}\u{61C}\u{FEFF}", "\\u{202E}\\u{2066}\\u{200E}\\u{61C}\\u{FEFF}"),
            ("\u{2028}\u{2029}\u{85}", "\\u{2028}\\u{2029}\\u{85}"), ("\u{0}", "\\u{0}"),
            ("\u{E0001}", "\\u{E0001}"), ("::error::x", "\\u{3A}:error::x"), ("  ::error::x", "  \\u{3A}:error::x"),
            ("\n::error::x", " \\u{3A}:error::x"), (":::x", "\\u{3A}::x"), ("##[error]x", "\\u{23}#[error]x"),
            ("a ##vso[task.x]y", "a \\u{23}#vso[task.x]y"), ("###[x", "#\\u{23}#[x"), ("##x", "##x"),
        ])
    func line(_ text: String, _ shown: String) {
        #expect(PrintableText.line(text) == shown)
        #expect(PrintableText.line(shown) == shown)
    }

    @Test("Lines keep their ends and tabs, and the tool's styles where they are wanted")
    func lines() {
        let text = "a\tb\n\u{1B}[1mbold\u{1B}[0m\n ::error::x\n\u{1B}[2Jc"
        let rest = "\n \\u{3A}:error::x\n\\u{1B}[2Jc"
        #expect(PrintableText.lines(text) == "a\tb\n\\u{1B}[1mbold\\u{1B}[0m" + rest)
        #expect(PrintableText.lines(text, keepsStyles: true) == "a\tb\n\u{1B}[1mbold\u{1B}[0m" + rest)
    }

    @Test("JSON means the same")
    func json() throws {
        let text = "a\u{7F}\u{9B}\u{202E}\u{2028}\u{FEFF}\u{E0001}##[error]::\n é"
        let written = PrintableText.json(JSONWriter.pretty(.array([.string(text)])))
        #expect(try JSONParser.parse(Array(written.utf8)) == .array([.string(text)]))
        #expect(
            !written.contains("##[") && written.unicodeScalars.allSatisfy { $0 == "\n" || !PrintableText.isActing($0) })
    }

    @Test("An error about input is one printable line, whatever its parts quote")
    func inputErrors() {
        let text = "a\nb\u{7F}\u{9B}\u{202E}"
        let shown = "a b\\u{7F}\\u{9B}\\u{202E}"
        let place = InputError.Place(file: text, line: 1, field: text)
        #expect(
            InputError(place, found: text, expected: text, hint: text).description
                == "\(shown):1: \(shown): found \(shown); expected \(shown); \(shown)")
        #expect(InputError(place: text, rule: text).description == "\(shown): \(shown)")
    }
}
