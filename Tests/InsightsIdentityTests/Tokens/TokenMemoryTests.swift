import InsightsFixtures
import Testing

@testable import InsightsIdentity

@Suite("Remembered tokens")
struct TokenMemoryTests {
    private func token(_ number: Int) -> VerifiedToken {
        let application = Application(
            clientID: "c\(number)", displayName: "A", secrets: [], servicePrincipalID: "s", displayUserID: "1",
            enrollments: [])
        let tenant = Tenant(tenantID: "t", displayName: "T", domain: "t.example", applications: [], users: [])
        return VerifiedToken(
            context: StubTenant(tenant), principal: Principal(application: application, user: nil), audience: "a",
            notBefore: 0, expires: number, keyGeneration: 0, hasSecondFactor: false)
    }

    private func text(_ number: Int) -> ArraySlice<UInt8> {
        let signature = String(UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15, radix: 36)
        return Array("Bearer header.claims.\(signature)".utf8)[7...]
    }

    @Test("Ten thousand tokens are remembered at once, each by its whole text")
    func many() {
        let memory = TokenMemory(capacity: TokenVerifier.rememberedTokens)
        for number in 0..<10_000 { memory.insert(token(number), as: text(number)) }
        #expect((0..<10_000).allSatisfy { memory.token(text($0))?.expires == $0 })
        #expect(memory.token(text(10_000)) == nil)
        #expect(memory.token(text(1).dropFirst()) == nil)
    }

    @Test("Past the capacity the tokens that are used stay, and others are forgotten", arguments: [2, 3, 10, 2048])
    func capacity(_ capacity: Int) {
        let memory = TokenMemory(capacity: capacity)
        memory.insert(token(-1), as: text(-1))
        for number in 0..<(20 * capacity) {
            memory.insert(token(number), as: text(number))
            #expect(memory.token(text(-1))?.expires == -1)
        }
        #expect((0..<(20 * capacity)).count { memory.token(text($0)) != nil } <= capacity)
    }
}
