package import InsightsJSON
import InsightsRandomness
package import InsightsStore
import InsightsTime

/// A plan with the progress of its rules, as it is kept.
extension FaultPlan {
    /// The rules and their progress.
    package var savedState: JSONValue {
        var object = json.object ?? JSONObject()
        object["progress"] = .array(rules.indices.map { saved($0) })
        return .object(object)
    }

    /// Restores a plan.
    package init(saved reader: RowReader) throws(RowReader.Failure) {
        let rules = JSONValue.members([("seed", reader.value("seed")), ("rules", reader.value("rules"))])
        do throws(InputError) {
            try self.init(json: rules, seed: 0, now: nil)
        } catch {
            throw RowReader.Failure("\(error)")
        }
        let saved = try reader.readers("progress")
        for (index, entry) in zip(self.rules.indices, saved) { try restore(index, entry) }
    }
}
