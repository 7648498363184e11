import InsightsContracts
import InsightsJSON

/// The kill matrix as JSON beside the contracts, for the console: a line for each mutant.
struct MatrixTable {
    private let areas: [MutantArea]
    private let matrix: KillMatrix

    init(_ areas: [MutantArea], _ matrix: KillMatrix) {
        self.areas = areas
        self.matrix = matrix
    }

    /// The whole file.
    var text: String {
        let areas = areas.map { area in
            let rows = area.mutants.map { mutant in
                Self.line([
                    "name": .string(mutant.name), "fault": .string(mutant.fault),
                    "killers": .array(matrix.killers(of: mutant).map(JSONValue.string)),
                ])
            }
            return "{\"title\":\(Self.text(.string(area.title))),\"mutants\":[\n\(rows.joined(separator: ",\n"))\n]}"
        }
        let idle = matrix.idle.map { contract in
            Self.line(["contract": .string(contract.id), "reason": .string(contract.noMutantReason ?? "")])
        }
        return "{\"areas\":[\n\(areas.joined(separator: ",\n"))\n],\n\"idle\":[\n\(idle.joined(separator: ",\n"))\n]}\n"
    }

    private static func line(_ object: JSONObject) -> String { text(.object(object)) }

    private static func text(_ value: JSONValue) -> String { String(decoding: JSONWriter.encode(value), as: UTF8.self) }
}
