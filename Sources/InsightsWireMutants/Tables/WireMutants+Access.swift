import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    /// The mutants that serve who has no right to be served.
    static let access: [WireMutant] = each { operation, program in
        let refusals: [(String, String, @Sendable (WireRequest, WireMemory, WireResponse) -> Bool)] = [
            (
                "without-token", "a call without a token is served",
                { request, _, response in
                    response.status == 401 && request.http.fields["Authorization"] == nil
                }
            ),
            (
                "other-scheme", "a call with another scheme than Bearer is served",
                { request, _, response in
                    response.status == 401 && request.http.fields["Authorization"] != nil && request.token == nil
                }
            ),
            (
                "changed-token", "a token that was never issued is accepted",
                { request, memory, response in
                    response.status == 401 && request.token.map { memory.grants[$0] == nil } == true
                }
            ),
            (
                "issued-token", "a token that is expired or for another resource is accepted",
                { request, memory, response in
                    response.status == 401 && request.token.map { memory.grants[$0] != nil } == true
                }
            ),
            ("forbidden", "a caller without enrolment or role is served", { _, _, response in response.status == 403 }),
        ]
        return refusals.map { name, fault, isMeant in
            WireMutant(
                .access, operation, program, name, fault, needsToken: true,
                course: { request, memory, received in
                    guard let first = received.first else { return .send(request.http) }
                    guard received.count == 1, isMeant(request, memory, first), let token = memory.goodToken else {
                        return .answer(received[received.count - 1])
                    }
                    return .send(request.with(token: token))
                })
        } + [
            WireMutant(
                .access, operation, program, "foreign-tenant", "a caller of another tenant acts as the usual one",
                needsToken: true,
                course: { request, memory, received in
                    if let last = received.last { return .answer(last) }
                    guard let token = memory.goodToken, let good = memory.goodTenant, let own = request.token,
                        let tenant = memory.grants[own]?.tenant, tenant.lowercased() != good.lowercased()
                    else { return .send(request.http) }
                    return .send(request.with(token: token))
                }),
            WireMutant(
                .access, operation, program, "hidden", "a caller without a right gets 404",
                refusals: { answer in
                    guard answer.status == 403 else { return }
                    answer.status = 404
                    answer.changeTop { members in
                        MemberChange.replacing(members, Envelope.Key.statusCode.rawValue) {
                            [.init($0.key, .integer(404))]
                        }
                    }
                }),
        ]
    }
}
