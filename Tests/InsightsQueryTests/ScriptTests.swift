import Testing

@Suite("Query scripts")
struct ScriptTests {
    @Test("Every query of a script gives what the script says", arguments: Corpus.scripts)
    func script(_ name: String) throws {
        var script = Script()
        script.run(try Corpus.text(name))
        for failure in script.failures { Issue.record("\(name), \(failure)") }
        #expect(script.checks > 0)
    }

    @Test("There are scripts")
    func thereAreScripts() {
        #expect(Corpus.scripts.count >= 12)
    }
}
