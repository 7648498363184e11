import InsightsQuery
import InsightsTime
import Testing

@Suite("Fixed decimals")
struct FixedDecimalTests {
    @Test(
        "A number prints without superfluous zeros",
        arguments: [
            (0, 0, "0"), (0, 5, "0"), (15, 1, "1.5"), (1500, 3, "1.5"), (-5, 2, "-0.05"), (1000, 0, "1000"),
            (1, 20, "0.00000000000000000001"), (-120, 1, "-12"),
        ])
    func printing(mantissa: Int, scale: Int, text: String) {
        #expect(FixedDecimal(mantissa: Int128(mantissa), scale: scale).description == text)
    }

    @Test("Numbers are equal at any scale")
    func equality() {
        #expect(FixedDecimal(mantissa: 150, scale: 2) == FixedDecimal(mantissa: 15, scale: 1))
        #expect(FixedDecimal(mantissa: .min, scale: 0).description == "-170141183460469231731687303715884105728")
    }
}
