import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsIdentity

@Suite("What the token endpoint remembers of a tenant")
struct IdentityStateTests {
    @Test("The caches of assertions and requests have a bound, and do not exceed it")
    func bounds() {
        var state = IdentityState(seed: 7, tenantID: "")
        let now = Timestamp("2024-03-01T10:00:00Z")!
        func digest(_ number: Int) -> [UInt8] { Digest.sha256(Array("\(number)".utf8)) }
        for number in 1...IdentityState.capacity {
            let isNew = state.useAssertion(digest(number), until: now.secondsSinceEpoch + 60, now: now)
            #expect(isNew)
        }
        let isOneMore = state.useAssertion(digest(0), until: now.secondsSinceEpoch + 60, now: now)
        #expect(!isOneMore)
        let later = now.adding(seconds: 60)
        let isLater = state.useAssertion(digest(0), until: later.secondsSinceEpoch + 60, now: later)
        #expect(isLater)
        for number in 1...IdentityState.capacity + 1 {
            let isLoop = state.isLoop(digest(number), limit: 1, now: now)
            #expect(!isLoop)
        }
        // With one more than are remembered all are forgotten.
        let loops = (0..<2).map { _ in state.isLoop(digest(1), limit: 1, now: now) }
        #expect(loops == [false, true])
    }

    @Test("10,000 refresh tokens are kept; one more invalidates the oldest")
    func capacity() {
        var tokens = RefreshTokens()
        func entry(_ number: Int) -> RefreshTokens.Entry {
            RefreshTokens.Entry(clientID: "c\(number)", userPrincipalName: "u", resource: "r", wantsIDToken: false)
        }
        for number in 1...10000 { tokens.insert("t\(number)", entry(number)) }
        #expect(tokens.entry(for: "t1")?.clientID == "c1")
        tokens.insert("t10001", entry(10001))
        #expect(tokens.entry(for: "t1") == nil)
        #expect(tokens.entry(for: "t2")?.clientID == "c2")
        #expect(tokens.entry(for: "t10001")?.clientID == "c10001")
    }
}
