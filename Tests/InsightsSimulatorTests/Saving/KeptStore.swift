import InsightsSQLite
import InsightsStore
import Testing

/// A store that outlasts simulators, in each of its forms.
enum KeptStore: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    /// Returns a function that opens the same store again and again.
    func opener(in folder: StateFolder) -> () throws -> any StateStore {
        switch self {
        case .memory:
            let store = MemoryStateStore()
            return { store }
        case .sqlite: return { [file = folder.file] in try SQLiteStateStore(file) }
        }
    }
}
