/// An exact decimal number: a whole number of tenths, hundredths and so on.
public struct FixedDecimal: Sendable, Hashable, CustomStringConvertible {
    /// The digits as a whole number.
    public let mantissa: Int128
    /// How many of the digits stand after the point; the last of those is no zero.
    public let scale: Int

    /// Creates a number and removes the zeros at the end of its fraction.
    public init(mantissa: Int128, scale: Int) {
        var mantissa = mantissa
        var scale = scale
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        self.mantissa = mantissa
        self.scale = scale
    }

    /// The number with a point and no superfluous zero: `-12.5`, `0.03`, `7`.
    public var description: String {
        var bytes: [UInt8] = []
        appendDecimal(mantissa, scale: scale, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
