/// A column of texts: one small code per row, every distinct text stored once.
struct TextColumn: Sendable {
    /// One code per row, an index into the dictionary; 0 is null.
    var codes: [UInt32]
    /// The distinct texts.
    var dictionary: TextDictionary
}
