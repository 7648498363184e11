/// An RSA public key that checks signatures by the definition.
///
/// It is slow, and independent of the library's code.
struct TokenPublicKey: Sendable {
    private let modulus: [UInt32]
    private let size: Int

    /// Finds the modulus in a certificate: the one INTEGER of 257 bytes, before the exponent 65537.
    init?(certificate: [UInt8]) {
        let mark: [UInt8] = [0x02, 0x82, 0x01, 0x01, 0x00]
        let exponent: [UInt8] = [0x02, 0x03, 0x01, 0x00, 0x01]
        guard
            let start = certificate.indices.first(where: { certificate[$0...].starts(with: mark) })
                .map({ $0 + mark.count }), certificate.count >= start + 256,
            certificate[(start + 256)...].starts(with: exponent)
        else { return nil }
        modulus = Self.number(certificate[start..<start + 256])
        size = 256
    }

    /// Returns whether a signature is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.2) over a text of that digest.
    func verifies(_ signature: [UInt8], digest: [UInt8]) -> Bool {
        guard signature.count == size, digest.count == 32 else { return false }
        var power = Self.number(signature[...])
        for _ in 0..<16 { power = product(power, power) }
        let message = product(power, Self.number(signature[...]))
        let prefix: [UInt8] = [
            0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
            0x20,
        ]
        let padding = [UInt8](repeating: 0xFF, count: size - 3 - prefix.count - digest.count)
        return message == Self.number(([0, 1] + padding + [0] + prefix + digest)[...])
    }

    /// Converts big-endian bytes to little-endian words.
    private static func number(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        let reversed = Array(bytes.reversed())
        return stride(from: 0, to: reversed.count, by: 4).map { start in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(reversed[start + $1]) << UInt32(8 * $1) }
        }
    }

    /// Returns `left * right mod modulus`: doubles and adds, bit by bit, and reduces each time.
    private func product(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result = [UInt32](repeating: 0, count: modulus.count)
        for word in left.reversed() {
            for bit in stride(from: 31, through: 0, by: -1) {
                result = reduced(doubled(result))
                if word >> UInt32(bit) & 1 == 1 { result = reduced(sum(result, right)) }
            }
        }
        return result
    }

    private func doubled(_ number: [UInt32]) -> [UInt32] { sum(number, number) }

    private func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var carry: UInt64 = 0
        var result: [UInt32] = []
        result.reserveCapacity(left.count + 1)
        for index in left.indices {
            carry += UInt64(left[index]) + UInt64(right[index])
            result.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        result.append(UInt32(carry))
        return result
    }

    /// Reduces a number below twice the modulus: subtracts the modulus unless the number is below it.
    private func reduced(_ number: [UInt32]) -> [UInt32] {
        var borrow: Int64 = 0
        var less: [UInt32] = []
        less.reserveCapacity(modulus.count)
        for index in modulus.indices {
            borrow += Int64(number[index]) - Int64(modulus[index])
            less.append(UInt32(truncatingIfNeeded: borrow))
            borrow >>= 32
        }
        return Int64(number[modulus.count]) + borrow >= 0 ? less : Array(number[..<modulus.count])
    }
}
