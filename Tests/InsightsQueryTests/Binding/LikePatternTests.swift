import InsightsTime
import TestSupport
import Testing

@testable import InsightsQuery

@Suite("Patterns of LIKE")
struct LikePatternTests {
    @Test("A pattern matches what the plain evaluator matches", arguments: UInt64(1)...10)
    func agreement(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = ["a", "b", "é", "🙂"]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in random.pick(letters) }.joined()
            let pattern = (0..<Int.random(in: 0...6, using: &random))
                .map { _ in random.pick(letters + ["%", "%", "_", "_"]) }.joined()
            let expected = ReferenceEvaluator.matches(
                ReferenceValue.fold(text)[...], ReferenceValue.fold(pattern)[...])
            let actual = Array(text.utf8).withUnsafeBytes { LikePattern(pattern).matches($0) }
            #expect(actual == expected, "'\(text)' LIKE '\(pattern)'")
        }
    }

    @Test("A pattern made to be slow is not")
    func slowPattern() {
        let text = Array(repeating: UInt8(ascii: "a"), count: 20_000)
        let pattern = LikePattern(String(repeating: "%a", count: 200) + "b")
        #expect(!text.withUnsafeBytes { pattern.matches($0) })
    }
}
