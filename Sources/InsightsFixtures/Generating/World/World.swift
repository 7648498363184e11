/// One block of the generated world; every dataset is a view of it.
struct World {
    let partner: PartnerOrganization
    let customers: [Customer]
    let orders: [Order]
    let usage: [UsageRecord]
    let revenue: [RevenueLine]
    let retention: [OfferRetention]
    let deployments: [Deployment]
    let traffic: [PageTraffic]
    let tenants: [CloudTenant]
    let subscriptions: [Subscription]
    let consumption: [AzureConsumption]
    let workloads: [OfficeWorkload]
    let teams: [TeamsUse]
    let certifications: [Completion]
    let lessons: [Completion]
    /// The propensities, indexed like the tenants.
    let propensities: [Propensity]

    init(_ block: BlockSeed, partner: PartnerOrganization) {
        self.partner = partner
        customers = Customer.generate(block)
        orders = Order.generate(block, customers: customers)
        usage = UsageRecord.generate(block, orders: orders)
        revenue = RevenueLine.generate(block, orders: orders, usage: usage)
        retention = OfferRetention.generate(usage: usage)
        deployments = Deployment.generate(block, orders: orders)
        traffic = PageTraffic.generate(block)
        tenants = CloudTenant.generate(block, customers: customers, partner: partner)
        subscriptions = Subscription.generate(block, tenants: tenants, partner: partner)
        consumption = AzureConsumption.generate(subscriptions: subscriptions)
        workloads = OfficeWorkload.generate(block, subscriptions: subscriptions)
        teams = TeamsUse.generate(block, workloads: workloads)
        propensities = tenants.map { Propensity($0, seed: block.random("propensity")) }
        (certifications, lessons) = Completion.generate(block, partner: partner)
    }
}
