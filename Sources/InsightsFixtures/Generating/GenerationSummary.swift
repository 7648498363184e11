/// The numbers of rows and bytes written so far.
package struct GenerationSummary: Sendable, Equatable {
    /// The numbers for one dataset.
    package struct Dataset: Sendable, Equatable {
        /// The path of the CSV file, relative to the folder.
        package let path: String
        /// The number of rows, without the header.
        package let rows: Int
        /// The size of the file in bytes.
        package let bytes: Int
    }

    /// The datasets in the catalogue's order.
    package let datasets: [Dataset]
    /// The completed fraction of all work, from 0 to 1.
    package let fractionCompleted: Double

    /// The total number of rows of all datasets.
    package var rows: Int { datasets.reduce(0) { $0 + $1.rows } }
    /// The total size of all datasets in bytes.
    package var bytes: Int { datasets.reduce(0) { $0 + $1.bytes } }
}
