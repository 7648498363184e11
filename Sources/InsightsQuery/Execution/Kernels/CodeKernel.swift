extension RowMask {
    /// Keeps rows whose code is marked with 1 in a table that has one byte per code.
    mutating func keep<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
        _ codes: ColumnValues<Code>, where table: [UInt8]
    ) {
        table.withUnsafeBufferPointer { table in
            codes.withUnsafeBufferPointer { codes in
                lower { table[Int(codes[$0])] }
            }
        }
    }
}
