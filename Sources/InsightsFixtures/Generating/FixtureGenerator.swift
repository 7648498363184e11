import Glibc

/// Makes the rows of all datasets from one number.
///
/// One world of partners, customers, offers, orders and subscriptions is generated, and every dataset is a view of
/// it, so the datasets agree with each other: usage belongs to orders, orders to customers, tenants and seats are the
/// same wherever they appear. The same seed gives the same bytes on every machine. The committed rows are those of
/// `committedSeed`.
///
/// The rows lie around the catalogue's anchor month: 18 months before it and 12 after it, the latter for clocks that
/// are advanced. What may change (the state of an order, whether a trial runs) is told as of the anchor month.
public struct FixtureGenerator: Sendable {
    /// The seed of the committed rows.
    public static let committedSeed: UInt64 = 1

    /// The seed.
    public let seed: UInt64

    /// Creates a generator.
    public init(seed: UInt64) {
        self.seed = seed
    }

    /// Writes the CSV files of all datasets below a folder, which is created if it is missing.
    ///
    /// Files of the same names are replaced, others stay. Catalogue, system queries and tenants are not written.
    ///
    /// - Parameter folder: the folder that gets `cmp/ISVOrder.csv` and the others.
    /// - Throws: `FixtureError.unwritable`, after which some of the files may have been written.
    public func write(to folder: String) throws(FixtureError) {
        try createFolder(folder)
        for program in FixtureCatalogue.programs { try createFolder("\(folder)/\(program)") }
        for file in files() { try writeFile(file.bytes, to: "\(folder)/\(file.path)") }
    }

    /// The files by their paths below the folder.
    func files() -> [(path: String, bytes: [UInt8])] {
        let world = World(seed: seed)
        return [
            ("cmp/ISVCustomer.csv", world.isvCustomer()),
            ("cmp/ISVMarketplaceInsights.csv", world.isvMarketplaceInsights()),
            ("cmp/ISVUsage.csv", world.isvUsage()),
            ("cmp/ISVOrder.csv", world.isvOrder()),
            ("mpn/CustomersAndTenants.csv", world.customersAndTenants()),
            ("mpn/OfficeUsage.csv", world.officeUsage()),
            ("mpn/Profile.csv", world.profile()),
            ("mpn/DynamicsUsage.csv", world.dynamicsUsage()),
        ]
    }

    private func createFolder(_ path: String) throws(FixtureError) {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw .unwritable(file: path, reason: systemReason())
        }
    }

    private func writeFile(_ bytes: [UInt8], to path: String) throws(FixtureError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: systemReason()) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(file: path, reason: systemReason()) }
            written += count
        }
    }
}
