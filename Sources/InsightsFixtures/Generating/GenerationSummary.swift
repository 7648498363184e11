/// How much was written so far.
public struct GenerationSummary: Sendable, Equatable {
    /// How much of one dataset was written.
    public struct Dataset: Sendable, Equatable {
        /// The file below the folder.
        public let path: String
        /// The rows, without the header.
        public let rows: Int
        /// The size.
        public let bytes: Int
    }

    /// The datasets in the catalogue's order.
    public let datasets: [Dataset]
    /// How much of all there is to do is done, from 0 to 1.
    public let fractionCompleted: Double

    /// The rows of all datasets.
    public var rows: Int { datasets.reduce(0) { $0 + $1.rows } }
    /// The bytes of all datasets.
    public var bytes: Int { datasets.reduce(0) { $0 + $1.bytes } }
}
