import Testing

@testable import InsightsFixtures

@Suite("Tenants")
struct TenantTests {
    let store = CommittedFixtures.store

    @Test("The first tenant has a permitted application, one that lacks the role, and one that is not enrolled")
    func applications() throws {
        let tenant = try #require(store.tenants.first)
        #expect(tenant.applications.count == 3)
        #expect(tenant.applications[0].enrollment(in: "cmp")?.roles == [.manager])
        #expect(tenant.applications[0].enrollment(in: "mpn") != nil)
        #expect(tenant.applications[0].displayUserID == "142344300")
        #expect(tenant.applications[1].enrollment(in: "cmp")?.roles.contains(.manager) == false)
        #expect(tenant.applications[2].enrollments.isEmpty)
        let characters = Set(tenant.applications.flatMap(\.secrets).joined())
        #expect(characters.isSuperset(of: "+/=~& "), "secrets must need encoding in a form")
    }

    @Test("The first tenant has a user of each role")
    func users() throws {
        let tenant = try #require(store.tenants.first)
        #expect(tenant.users.map(\.mpnRole) == [.executiveReportViewer, .reportViewer, .none])
        #expect(tenant.users.allSatisfy { $0.userPrincipalName.hasSuffix("@\(tenant.domain)") })
        #expect(tenant.user(named: "AVERY.holt@harborlight.example")?.displayName == "Avery Holt")
        #expect(tenant.user(named: "avery") == nil)
    }

    @Test("Another tenant has separate people")
    func otherTenant() throws {
        #expect(store.tenants.count == 3)
        let other = store.tenants[1]
        #expect(other.applications[0].enrollment(in: "cmp")?.roles == [.manager])
        #expect(store.tenants[0].application(withClientID: other.applications[0].clientID) == nil)
        #expect(other.application(withClientID: other.applications[0].clientID.uppercased()) != nil)
    }

    @Test("A tenant is found by its identifier or its domain in any letter case")
    func finds() throws {
        let tenant = try #require(store.tenants.first)
        #expect(store.tenant(tenant.tenantID.uppercased()) == tenant)
        #expect(store.tenant("Harborlight.Example") == tenant)
        #expect(store.tenant("common") == nil)
    }

    @Test("No description and no dump contains secrets and passwords")
    func keepsSecrets() {
        var printed = "\(store.tenants)"
        dump(store.tenants, to: &printed)
        for tenant in store.tenants {
            printed += "\(tenant)" + String(reflecting: tenant)
            for application in tenant.applications { printed += "\(application)" + String(reflecting: application) }
            for user in tenant.users { printed += "\(user)" + String(reflecting: user) }
        }
        #expect(printed.contains("Insights Reader"))
        for secret in store.tenants.flatMap({ $0.applications.flatMap(\.secrets) + $0.users.map(\.password) }) {
            #expect(!printed.contains(secret))
        }
    }

    @Test("No secret looks like one of the real service")
    func inventsSecrets() {
        for secret in store.tenants.flatMap({ $0.applications.flatMap(\.secrets) + $0.users.map(\.password) }) {
            #expect(secret.contains("practice"))
            #expect(!secret.contains("8Q~"))
            #expect(secret.utf8.count != 40)
        }
    }

    static let mistakes: [TextMistake] = [
        TextMistake(
            "5b1d2f60-93c4", "5b1d2f60-93c",
            "5: tenants[0].tenantId: found '5b1d2f60-93c-4e0b-8a57-0c6e41d7a201'; expected a GUID"),
        TextMistake(
            "[\"offline-practice-secret\"]", "[]", "12: tenants[0].applications[0].secrets: found no secret; expected"),
        TextMistake(
            "\"offline-practice-secret\"", "null", "12: tenants[0].applications[0].secrets[0]: found null; expected"),
        TextMistake(
            "\"offline-practice-secret\"", "\"\"", "12: tenants[0].applications[0].secrets[0]: found an empty string"),
        TextMistake(
            "\"Manager\"", "\"Boss\"",
            "16: tenants[0].applications[0].enrollments[0].roles[0]: found 'Boss'; expected Manager, Developer"
        ),
        TextMistake(
            "{ \"program\": \"mpn\"", "{ \"program\": \"cmp\"",
            "17: tenants[0].applications[0].enrollments[1]: found a second 'cmp'; expected each program once"),
        TextMistake(
            "e81b5c47-0fa2-4b6d-8d13-29c7f0a6be54", "C3A0F6D2-1B7E-4D95-9F24-6EA8B05C7310",
            "21: tenants[0].applications[1].clientId: found a second 'C3A0F6D2-1B7E-4D95-9F24-6EA8B05C7310'; expected"
        ),
        TextMistake(
            "\"ReportViewer\"", "\"Viewer\"",
            "57: tenants[0].users[1].mpnRole: found 'Viewer'; expected ExecutiveReportViewer, ReportViewer, None, Both"
        ),
        TextMistake(
            "\"password\": \"practice-password-of-avery\",", "\"pasword\": \"practice-password-of-avery\",",
            "43: tenants[0].users[0].pasword: found an unknown key; expected "),
    ]

    @Test("A mistake among the tenants is refused with its line and path, without the secret", arguments: mistakes)
    func refuses(_ mistake: TextMistake) throws {
        let file = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/tenants.json")
        let text = String(decoding: file, as: UTF8.self)
        let range = try #require(text.firstRange(of: mistake.replaced))
        let wrong = text[..<range.lowerBound] + mistake.replacement + text[range.upperBound...]
        let error = #expect(throws: FixtureError.self) {
            try Tenant.parse(FixtureDocument(parsing: Array(wrong.utf8), file: "tenants.json"))
        }
        let description = try #require(error?.description)
        #expect(description.hasPrefix("tenants.json:\(mistake.description)"), "\(description)")
        #expect(!description.contains("practice"))
    }

    @Test("A file without a tenant is refused")
    func refusesNone() {
        let error = #expect(throws: FixtureError.self) {
            try Tenant.parse(
                FixtureDocument(parsing: Array(#"{"formatVersion":1,"tenants":[]}"#.utf8), file: "tenants.json"))
        }
        #expect(error?.description == "tenants.json:1: tenants: found no tenant; expected at least one")
    }
}
