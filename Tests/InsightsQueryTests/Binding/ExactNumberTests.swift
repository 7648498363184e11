import InsightsTime
import Testing

@testable import InsightsQuery

@Suite("Exact numbers")
struct ExactNumberTests {
    @Test(
        "A number is on a unit of the column or between two",
        arguments: [
            ("0", 0, 0, true), ("-0.00", 0, 0, true), ("007", 0, 7, true), ("1.5", 1, 15, true), ("1.5", 2, 150, true),
            ("1.5", 0, 1, false), ("-1.5", 0, -2, false), ("0.001", 2, 0, false), ("-0.001", 2, -1, false),
            ("-12.30", 1, -123, true),
        ])
    func threshold(text: String, scale: Int, floor: Int, isExact: Bool) throws {
        let number = try #require(ExactNumber(text))
        #expect(number.threshold(scale: scale) == Threshold(floor: Int128(floor), isExact: isExact))
    }

    @Test("A number too long for any column is beyond it")
    func beyond() throws {
        let digits = String(repeating: "9", count: 50_000)
        #expect(try #require(ExactNumber(digits)).threshold(scale: 18) == Threshold(floor: .max, isExact: false))
        #expect(try #require(ExactNumber("-" + digits)).threshold(scale: 0) == Threshold(floor: .min, isExact: false))
        #expect(Threshold(floor: .max, isExact: true).interval(.greater) == nil)
        #expect(Threshold(floor: .min, isExact: true).interval(.less) == nil)
    }

    @Test(
        "Texts that are not numbers are refused",
        arguments: ["", "-", ".", "1.", ".1", "1.2.3", "+1", "1e3", " 1", "x", "--1", "1-"])
    func refused(_ text: String) {
        #expect(ExactNumber(text) == nil)
    }
}
