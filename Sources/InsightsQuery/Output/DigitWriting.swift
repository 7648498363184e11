/// Writing numbers to memory that is known to suffice.
enum DigitWriting {
    /// The most bytes that one of these functions writes.
    static let longest = 48

    /// Every number below 100 in two digits.
    private static let pairs: [UInt16] = (0..<100).map { UInt16(0x3030) + UInt16($0 / 10) + UInt16($0 % 10) << 8 }

    /// Writes a number without sign in at least so many digits; returns the place behind it.
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

    /// Writes a whole number.
    static func write(_ number: Int64, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        output.pointee = UInt8(ascii: "-")
        return write(number.magnitude, atLeast: 1, to: output + (number < 0 ? 1 : 0))
    }

    /// Writes a fixed-point number: a point only if there is a fraction, and no zeros at the fraction's end.
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
        // log10(2) is about 1233 / 4096; the guess is too low by one at most.
        let guess = ((64 - (number | 1).leadingZeroBitCount) * 1233) >> 12
        return guess + (guess < 20 && number >= powers[guess] ? 1 : 0)
    }

    private static let powers: [UInt64] = (0..<20).map { exponent in
        (0..<exponent).reduce(UInt64(1)) { power, _ in power * 10 }
    }
}
