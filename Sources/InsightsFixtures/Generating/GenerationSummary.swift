/// The numbers of rows and bytes written so far.
public struct GenerationSummary: Sendable, Equatable {
    /// The numbers for one dataset.
    public struct Dataset: Sendable, Equatable {
        /// The path of the CSV file, relative to the folder.
        public let path: String
        /// The number of rows, without the header.
        public let rows: Int
        /// The size of the file in bytes.
        public let bytes: Int
    }

    /// The datasets in the catalogue's order.
    public let datasets: [Dataset]
    /// The completed fraction of all work, from 0 to 1.
    public let fractionCompleted: Double

    /// The total number of rows of all datasets.
    public var rows: Int { datasets.reduce(0) { $0 + $1.rows } }
    /// The total size of all datasets in bytes.
    public var bytes: Int { datasets.reduce(0) { $0 + $1.bytes } }
}
