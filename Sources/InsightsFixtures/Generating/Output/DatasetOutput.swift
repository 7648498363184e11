/// The CSV file of one dataset during generation.
final class DatasetOutput {
    let rows: DatasetRows
    let file: OutputFile
    private var text = CSVText()

    init(_ rows: DatasetRows, folder: String) throws(FixtureError) {
        self.rows = rows
        file = try OutputFile(path: "\(folder)/\(rows.path)")
    }

    var rowCount: Int { text.rowCount }

    func write(_ partner: PartnerOrganization) throws(FixtureError) {
        guard case .partner(let write) = rows.source else { return }
        write(partner, &text)
        try flush()
    }

    func write(_ world: World) throws(FixtureError) {
        guard case .world(let write) = rows.source else { return }
        write(world, &text)
        try flush()
    }

    func write(_ totals: CompetencyTotals) throws(FixtureError) {
        guard case .totals(let write) = rows.source else { return }
        write(totals, &text)
        try flush()
    }

    private func flush() throws(FixtureError) {
        try file.write(text.bytes)
        text.removeText()
    }
}
