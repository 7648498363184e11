/// An exact decimal number: an integer multiple of a power of ten.
package struct FixedDecimal: Sendable, Hashable, CustomStringConvertible {
    /// The digits as an integer.
    package let mantissa: Int128
    /// The number of digits after the decimal point; the last of them is not zero.
    package let scale: Int

    /// Creates a number and removes trailing zeros of its fraction.
    package init(mantissa: Int128, scale: Int) {
        var mantissa = mantissa
        var scale = scale
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        self.mantissa = mantissa
        self.scale = scale
    }

    /// The number with a decimal point only if needed and no superfluous zero: `-12.5`, `0.03`, `7`.
    package var description: String {
        var bytes: [UInt8] = []
        appendDecimal(mantissa, scale: scale, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
