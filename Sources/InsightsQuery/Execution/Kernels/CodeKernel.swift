extension RowMask {
    /// Keeps rows whose code has a 1 in a table, which has one byte per code.
    mutating func keep<Code: FixedWidthInteger & UnsignedInteger>(_ codes: [Code], where table: [UInt8]) {
        table.withUnsafeBufferPointer { table in
            codes.withUnsafeBufferPointer { codes in
                lower { table[Int(codes[$0])] }
            }
        }
    }
}
