import InsightsTime

/// One attempt to deploy an ordered Azure application.
struct Deployment {
    /// The reason why an attempt failed, with its underlying error.
    struct Failure {
        let code: String
        let name: String
        let message: String
        let deepCode: String
        let deepMessage: String
    }

    /// A kind of resource that deployments create.
    struct Resource {
        let provider: String
        let type: String
        let suffix: String
    }

    let order: Order
    let correlationID: String
    let start: Timestamp
    let milliseconds: Int
    let region: String
    let group: String
    /// The resources that the attempt created or tried to create.
    let resources: [Resource]
    /// The reason of the failure; nil if the deployment succeeded.
    let failure: Failure?

    /// The end of the attempt, rounded up to whole seconds.
    var end: Timestamp { start.adding(seconds: (milliseconds + 999) / 1000) }

    private static let regions = ["westeurope", "northeurope", "eastus", "westus2", "southeastasia", "uksouth"]
    private static let allResources = [
        Resource(provider: "Microsoft.Storage", type: "Microsoft.Storage/storageAccounts", suffix: "store"),
        Resource(provider: "Microsoft.Compute", type: "Microsoft.Compute/virtualMachines", suffix: "node"),
        Resource(provider: "Microsoft.Web", type: "Microsoft.Web/sites", suffix: "site"),
    ]
    private static let failures = [
        Failure(
            code: "QuotaExceeded", name: "Quota exceeded", message: "The cores of the region do not suffice.",
            deepCode: "OperationNotAllowed", deepMessage: "4 cores are left, 8 were asked for."),
        Failure(
            code: "DeploymentFailed", name: "Deployment failed", message: "At least one resource was not made.",
            deepCode: "Conflict", deepMessage: "The name is taken, choose another one."),
        Failure(
            code: "InvalidTemplateDeployment", name: "Invalid template", message: "The template was refused.",
            deepCode: "SkuNotAvailable", deepMessage: "The machine size is not offered in the region."),
    ]

    /// Generates the deployments of all orders of Azure applications within the history; a failed one is retried.
    static func generate(_ block: BlockSeed, orders: [Order]) -> [Deployment] {
        var random = block.random("deployments")
        var deployments: [Deployment] = []
        for order in orders where order.offer.kind == .azureApplication {
            guard CalendarMonth.history.contains(CalendarMonth(of: order.purchased)) else { continue }
            let fails = order.status == .abandoned || random.chance(percent: 18)
            deployments.append(Deployment(order, hour: 8, fails: fails, &random))
            if fails && order.status != .abandoned {
                deployments.append(Deployment(order, hour: 14, fails: false, &random))
            }
        }
        return deployments
    }

    private init(_ order: Order, hour: Int, fails: Bool, _ random: inout SeededGenerator) {
        self.order = order
        correlationID = random.guid()
        start = Timestamp(
            order.purchased, hour: hour + random.number(in: 0...4), minute: random.number(in: 0...59),
            second: random.number(in: 0...59))
        milliseconds = random.number(in: fails ? 2_000...90_000 : 45_000...900_000)
        region = random.pick(Self.regions)
        group = "rg-\(mailbox(order.customer.name))"
        resources = Array(Self.allResources.dropFirst(random.number(in: 0...1)).prefix(random.number(in: 1...2)))
        failure = fails ? random.pick(Self.failures) : nil
    }
}
