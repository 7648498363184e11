/// A tenant of a customer that the partner organisation looks after.
struct CloudTenant {
    let customer: Customer
    let tenantID: String
    let name: String
    let domain: String
    /// The customer's identifier above all its tenants.
    let tpid: String
    let dunsNumber: String
    let segment: String
    let topSegment: String
    let industry: String
    let vertical: String
    let location: PartnerLocation

    /// The organisational unit.
    var eou: String { "\(location.country) \(topSegment)" }

    /// The tenants of the long-standing customers; every eighth of them has two.
    static func generate(seed: UInt64, customers: [Customer], locations: [PartnerLocation]) -> [CloudTenant] {
        var random = SeededGenerator(seed: seed, stream: "tenants")
        var tenants: [CloudTenant] = []
        for (index, customer) in customers.prefix(Customer.longStandingCount).enumerated() {
            let documented = DocumentedCustomer.all.indices.contains(index) ? DocumentedCustomer.all[index] : nil
            let segment = random.pick([
                ("Small, Medium and Corporate", "SMC"), ("Corporate", "SMC"), ("Major", "Enterprise"),
                ("Strategic", "Enterprise"),
            ])
            let industry = random.pick([
                ("Manufacturing", "Discrete Manufacturing"), ("Retail", "Specialty Retail"), ("Health", "Providers"),
                ("Education", "Higher Education"), ("Financial Services", "Banking"), ("Media", "Publishing"),
            ])
            let location = locations.first { !$0.isGlobal && $0.country == customer.country.name }
            let tpid = documented?.customerID ?? random.digits(7)
            let duns = random.digits(9)
            for number in 0...(index % 8 == 7 ? 1 : 0) {
                tenants.append(
                    CloudTenant(
                        customer: customer, tenantID: documented?.tenantID ?? random.guid(),
                        name: number == 0 ? customer.name : "\(customer.name) Labs",
                        domain: number == 0 ? customer.domain : "labs.\(customer.domain)", tpid: tpid,
                        dunsNumber: duns, segment: segment.0, topSegment: segment.1, industry: industry.0,
                        vertical: industry.1, location: location ?? random.pick(Array(locations.dropFirst()))))
            }
        }
        return tenants
    }
}
