import Testing

@Suite("Query scripts")
struct ScriptTests {
    @Test("Every query of a script gives the expected result", arguments: Corpus.scripts)
    func script(_ name: String) throws {
        var script = Script()
        script.run(try Corpus.text(name))
        for failure in script.failures { Issue.record("\(name), \(failure)") }
        #expect(script.checks > 0)
        // SQLite answers every query of every script, and the same.
        for disagreement in script.disagreements { Issue.record("SQLite on \(name), \(disagreement)") }
        #expect(script.oracleChecks > 0 || name == "refused.slt")
    }

    @Test("There are scripts")
    func thereAreScripts() {
        #expect(Corpus.scripts.count >= 12)
    }
}
