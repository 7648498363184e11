/// Writes numbers to memory that the caller knows to be large enough.
enum DigitWriting {
    /// The maximum number of bytes that one of these functions writes.
    static let longest = 48

    /// The numbers below 100 as two digits each.
    private static let pairs: [UInt16] = (0..<100).map { UInt16(0x3030) + UInt16($0 / 10) + UInt16($0 % 10) << 8 }

    /// Writes an unsigned number with at least `width` digits; returns the position after it.
    @inline(__always)
    static func write(
        _ number: UInt64, atLeast width: Int, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let count = max(width, digitCount(number))
        var place = output + count
        var rest = number
        pairs.withUnsafeBufferPointer { pairs in
            while place >= output + 2 {
                place -= 2
                let (quotient, pair) = (rest / 100, rest % 100)
                UnsafeMutableRawPointer(place).storeBytes(of: pairs[Int(pair)], as: UInt16.self)
                rest = quotient
            }
        }
        if place > output { output.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest) }
        return output + count
    }

    /// Writes an integer; returns the position after it.
    static func write(_ number: Int64, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        output.pointee = UInt8(ascii: "-")
        return write(number.magnitude, atLeast: 1, to: output + (number < 0 ? 1 : 0))
    }

    /// Writes a fixed-point number, with a decimal point only if there is a fraction, and without trailing zeros.
    static func write(
        _ mantissa: Int64, scale: Int, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var rest = mantissa.magnitude
        var scale = scale
        while scale > 0 {
            let (quotient, digit) = (rest / 10, rest % 10)
            if digit != 0 { break }
            rest = quotient
            scale -= 1
        }
        output.pointee = UInt8(ascii: "-")
        let start = output + (mantissa < 0 ? 1 : 0)
        var end = write(rest, atLeast: scale + 1, to: start)
        guard scale > 0 else { return end }
        var place = end
        for _ in 0..<scale {
            place.pointee = place[-1]
            place -= 1
        }
        place.pointee = UInt8(ascii: ".")
        end += 1
        return end
    }

    @inline(__always)
    private static func digitCount(_ number: UInt64) -> Int {
        // log10(2) is about 1233 / 4096; the guess is too low by at most one.
        let guess = ((64 - (number | 1).leadingZeroBitCount) * 1233) >> 12
        return guess + (guess < 20 && number >= powers[guess] ? 1 : 0)
    }

    private static let powers: [UInt64] = (0..<20).map { exponent in
        (0..<exponent).reduce(UInt64(1)) { power, _ in power * 10 }
    }
}
