/// Everything the rows are about, generated once; all datasets are views of it.
struct World {
    let customers: [Customer]
    let orders: [Order]
    let usage: [UsageRecord]
    let traffic: [PageTraffic]
    let locations: [PartnerLocation]
    let subscriptions: [Subscription]
    let workloads: [OfficeWorkload]

    init(seed: UInt64) {
        customers = Customer.generate(seed: seed)
        orders = Order.generate(seed: seed, customers: customers)
        usage = UsageRecord.generate(seed: seed, orders: orders)
        traffic = PageTraffic.generate(seed: seed)
        locations = PartnerLocation.generate(seed: seed)
        let tenants = CloudTenant.generate(seed: seed, customers: customers, locations: locations)
        subscriptions = Subscription.generate(seed: seed, tenants: tenants, locations: locations)
        workloads = OfficeWorkload.generate(seed: seed, subscriptions: subscriptions)
    }
}
