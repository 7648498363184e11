import CLinux
import Glibc

/// A generator of the rows of all datasets from one seed.
///
/// It generates one world of partners, customers, offers, orders and subscriptions, and every dataset is a view of it.
/// So the datasets agree with each other: usage belongs to orders, orders to customers, and tenants and seats are the
/// same wherever they appear. The same seed gives the same bytes on every machine. The committed rows are those of
/// `committedSeed` at scale 1.
///
/// The world consists of blocks of some hundred customers; the scale is the number of blocks. They are written one
/// after the other and then discarded, so any number of rows needs the memory of one block. The first block is the
/// same at every scale.
///
/// The rows lie around the catalogue's anchor month: from 18 months before it to 12 after it, the latter for advanced
/// clocks. Values that may change (the state of an order, whether a trial runs) are given as of the anchor month.
package struct FixtureGenerator: Sendable {
    /// The seed of the committed rows.
    package static let committedSeed: UInt64 = 1
    /// The allowed scales.
    package static let scales = 1...10_000
    /// The names of the generated datasets, in the catalogue's order.
    package static var datasetNames: [String] { DatasetRows.all.filter { !$0.isAddition }.map(\.dataset) }

    /// The seed of all random choices.
    package let seed: UInt64
    /// The number of blocks, which is about the size relative to the committed rows.
    package let scale: Int
    private let chosen: [DatasetRows]

    /// Creates a generator.
    ///
    /// - Parameters:
    ///   - seed: the seed of all random choices.
    ///   - scale: the approximate size relative to the committed rows, one of `scales`.
    ///   - names: the datasets to write, in any letter case; all if empty. Their rows do not depend on which other
    ///     datasets are written.
    /// - Throws: `FixtureError.unknownDataset`
    package init(seed: UInt64, scale: Int = 1, datasets names: [String] = []) throws(FixtureError) {
        precondition(Self.scales.contains(scale), "a scale of \(scale)")
        let wanted = names.map { $0.lowercased() }
        for (name, folded) in zip(names, wanted)
        where !Self.datasetNames.contains(where: { $0.lowercased() == folded }) {
            throw .unknownDataset(program: "cmp or mpn", name: name, known: Self.datasetNames)
        }
        self.seed = seed
        self.scale = scale
        chosen = DatasetRows.all.filter { names.isEmpty || wanted.contains($0.dataset.lowercased()) }
    }

    /// Writes the CSV files below a folder, and those of the describing files that are missing.
    ///
    /// Each file is written under a temporary name and renamed when all are complete; other files stay. An existing
    /// catalogue, system queries and tenants stay too.
    ///
    /// - Parameters:
    ///   - folder: an existing folder, which receives `cmp/ISVOrder.csv` and the others.
    ///   - onProgress: called after every block.
    /// - Returns: the numbers of rows and bytes written.
    /// - Throws: `FixtureError` if something cannot be written; in this case no file of rows has changed, unless the
    ///   very last step failed.
    package func write(
        to folder: String, onProgress: (GenerationSummary) -> Void = { _ in }
    ) throws(FixtureError) -> GenerationSummary {
        try checkFolder(folder)
        let description = try FixtureDescription(of: chosen.map(\.dataset), missingIn: folder)
        for program in Set(chosen.map(\.program)) { try createFolder("\(folder)/\(program)") }
        var outputs: [DatasetOutput] = []
        for rows in chosen { outputs.append(try DatasetOutput(rows, folder: folder)) }
        let partner = PartnerOrganization(seed: seed)
        var totals = CompetencyTotals()
        for output in outputs { try output.write(partner) }
        for block in 0..<scale {
            let world = World(BlockSeed(seed: seed, block: block), partner: partner)
            totals.add(world)
            for output in outputs { try output.write(world) }
            onProgress(summary(outputs, blocks: block + 1))
        }
        for output in outputs {
            try output.write(totals)
            try output.file.finish()
        }
        for output in outputs { try output.file.publish() }
        try description.write(to: folder)
        return summary(outputs, blocks: scale)
    }

    private func summary(_ outputs: [DatasetOutput], blocks: Int) -> GenerationSummary {
        GenerationSummary(
            files: outputs.map {
                GenerationSummary.File(
                    path: $0.rows.path, rows: $0.rowCount, bytes: $0.file.byteCount, isAddition: $0.rows.isAddition)
            },
            fractionCompleted: Double(blocks) / Double(scale))
    }

    private func checkFolder(_ path: String) throws(FixtureError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unwritable(file: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .unwritable(file: path, reason: "not a folder") }
        guard access(path, W_OK | X_OK) == 0 else { throw .unwritable(file: path, reason: systemReason()) }
    }

    private func createFolder(_ path: String) throws(FixtureError) {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw .unwritable(file: path, reason: systemReason())
        }
    }
}
