/// The numbers of rows and bytes written so far.
package struct GenerationSummary: Sendable, Equatable {
    /// The numbers for one file.
    package struct File: Sendable, Equatable {
        /// The path of the CSV file, relative to the folder.
        package let path: String
        /// The number of rows, without the header.
        package let rows: Int
        /// The size of the file in bytes.
        package let bytes: Int
        /// Whether the file has the columns that the edition 2026 adds to the rows of a dataset.
        package let isAddition: Bool
    }

    /// The files of the datasets in the catalogue's order, then the columns that the edition 2026 adds.
    package let files: [File]
    /// The completed fraction of all work, from 0 to 1.
    package let fractionCompleted: Double

    /// The files that are datasets on their own.
    package var datasets: [File] { files.filter { !$0.isAddition } }
    /// The total number of rows of all files.
    package var rows: Int { files.reduce(0) { $0 + $1.rows } }
    /// The total size of all files in bytes.
    package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
}
