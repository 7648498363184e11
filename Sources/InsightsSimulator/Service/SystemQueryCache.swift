import InsightsAPI
import InsightsJSON
private import Synchronization

/// The records of the system queries as JSON, under one set of settings.
///
/// They are made when they are first used, since most simulators use none. They never change: system queries are those
/// of the catalogue, and a catalogue is of one program and edition.
final class SystemQueryCache: Sendable {
    /// A record as JSON, with what parameters select it by.
    struct Record: Sendable {
        let id: String
        let name: String
        let json: [UInt8]
    }

    private let records = Mutex<[PartnerProgram: [Record]]>([:])

    /// Returns the records of a program's system queries under the options of the settings.
    func records(of catalog: ProgramCatalog, style: RecordOptions) -> [Record] {
        records.withLock { records in
            if let known = records[catalog.program] { return known }
            let made = catalog.systemQueries.map { query in
                var writer = JSONWriter(capacity: 512)
                query.write(to: &writer, program: catalog.program, style: style)
                return Record(id: query.queryID, name: query.name, json: writer.bytes)
            }
            records[catalog.program] = made
            return made
        }
    }
}
