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

    /// The records of a program in one version.
    private struct Key: Hashable {
        let program: PartnerProgram
        let laterFields: LaterFields
    }

    private let records = Mutex<[Key: [Record]]>([:])

    /// Returns the records of a program's system queries under the options of the settings.
    func records(of catalog: ProgramCatalog, style: RecordOptions) -> [Record] {
        let key = Key(program: catalog.program, laterFields: style.laterFields)
        return records.withLock { records in
            if let known = records[key] { return known }
            let made = catalog.systemQueries.map { query in
                var writer = JSONWriter(capacity: 512)
                query.write(to: &writer, program: catalog.program, style: style)
                return Record(id: query.queryID, name: query.name, json: writer.bytes)
            }
            records[key] = made
            return made
        }
    }
}
