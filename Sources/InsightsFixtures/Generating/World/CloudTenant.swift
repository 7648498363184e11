/// A customer's tenant that the partner organisation manages.
final class CloudTenant {
    let customer: Customer
    /// The index among the tenants of its block.
    let index: Int
    let tenantID: String
    let name: String
    let domain: String
    /// The customer's identifier, shared by all its tenants.
    let tpid: String
    let dunsNumber: String
    let segment: String
    let topSegment: String
    let industry: String
    let vertical: String
    let location: PartnerLocation
    /// The organisational unit.
    let eou: String

    private struct Profile {
        let tpid: String
        let dunsNumber: String
        let segment: (name: String, top: String)
        let industry: (name: String, vertical: String)
        let location: PartnerLocation
    }

    private init(_ index: Int, of customer: Customer, _ profile: Profile, id: String, isSecond: Bool) {
        self.index = index
        self.customer = customer
        tenantID = id
        name = isSecond ? "\(customer.name) Labs" : customer.name
        domain = isSecond ? "labs.\(customer.domain)" : customer.domain
        tpid = profile.tpid
        dunsNumber = profile.dunsNumber
        segment = profile.segment.name
        topSegment = profile.segment.top
        industry = profile.industry.name
        vertical = profile.industry.vertical
        location = profile.location
        eou = "\(profile.location.country) \(profile.segment.top)"
    }

    private static let segments = [
        ("Small, Medium and Corporate", "SMC"), ("Corporate", "SMC"), ("Major", "Enterprise"),
        ("Strategic", "Enterprise"),
    ]
    private static let industries = [
        ("Manufacturing", "Discrete Manufacturing"), ("Retail", "Specialty Retail"), ("Health", "Providers"),
        ("Education", "Higher Education"), ("Financial Services", "Banking"), ("Media", "Publishing"),
    ]

    /// Generates the tenants of the long-standing customers; every eighth of these has two.
    static func generate(
        _ block: BlockSeed, customers: [Customer], partner: PartnerOrganization
    ) -> [CloudTenant] {
        var random = block.random("tenants")
        let locations = Array(partner.locations.dropFirst())
        var tenants: [CloudTenant] = []
        for (index, customer) in customers.prefix(Customer.longStandingCount).enumerated() {
            let isDocumented = block.isFirst && DocumentedCustomer.all.indices.contains(index)
            let elsewhere = random.pick(locations)
            let profile = Profile(
                tpid: isDocumented ? customer.customerID : block.sevenDigits(ofCustomer: customer.number),
                dunsNumber: random.digits(9), segment: random.pick(segments), industry: random.pick(industries),
                location: locations.first { $0.country == customer.country.name } ?? elsewhere)
            for number in 0...(index % 8 == 7 ? 1 : 0) {
                tenants.append(
                    CloudTenant(
                        tenants.count, of: customer, profile, id: number == 0 ? customer.tenantID : random.guid(),
                        isSecond: number > 0))
            }
        }
        return tenants
    }
}
