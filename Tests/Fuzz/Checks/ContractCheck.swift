import InsightsContracts
import InsightsJSON

/// Contract files, digests and registers of differences.
enum ContractCheck {
    static func check(_ bytes: [UInt8]) throws {
        do throws(InputError) {
            // What is read can be shown.
            _ = ContractExplanation(try Contract(id: "area/name", parsing: bytes)).description
        } catch {
            try requireOneLine(error.description)
        }
        do throws(InputError) {
            _ = try RecordedDigest(parsing: bytes)
            _ = try KnownDifferences(parsing: bytes)
        } catch {
            try requireOneLine(error.description)
        }
    }
}
