extension World {
    /// Writes the rows of ISVQualityOfService: one per resource of a deployment, by the deployed order.
    func writeISVQualityOfService(to csv: inout CSVText) {
        for deployment in deployments {
            for resource in deployment.resources {
                putDeployment(deployment, into: &csv)
                putResource(resource, of: deployment, into: &csv)
                putFailure(of: deployment, into: &csv)
                csv.endRow()
            }
        }
    }

    private func putDeployment(_ deployment: Deployment, into row: inout CSVText) {
        let order = deployment.order
        row.put("OfferId", order.offer.offerID)
        row.put("Sku", order.plan.sku)
        row.put("DeploymentStatus", deployment.failure == nil ? "Successful" : "Failed")
        row.put("DeploymentCorrelationId", deployment.correlationID)
        row.put("SubscriptionId", order.customer.azureSubscriptionID)
        row.put("CustomerTenantId", order.customer.tenantID)
        row.put("CustomerName", order.customer.name)
        row.put("TemplateType", order.plan.isManaged ? "Managed Application" : "Solution Templates")
        row.put("StartTime", deployment.start)
        row.put("EndTime", deployment.end)
        row.put("DeploymentDurationInMilliSeconds", deployment.milliseconds)
        row.put("DeploymentRegion", deployment.region)
    }

    private func putResource(
        _ resource: Deployment.Resource, of deployment: Deployment, into row: inout CSVText
    ) {
        let customer = deployment.order.customer
        let name = "\(deployment.group)-\(resource.suffix)"
        row.put("ResourceProvider", resource.provider)
        row.put(
            "ResourceUri",
            "/subscriptions/\(customer.azureSubscriptionID)/resourceGroups/\(deployment.group)"
                + "/providers/\(resource.type)/\(name)")
        row.put("ResourceGroup", deployment.group)
        row.put("ResourceType", resource.type)
        row.put("ResourceName", name)
    }

    private func putFailure(of deployment: Deployment, into row: inout CSVText) {
        let isManaged = deployment.order.plan.isManaged
        row.put("ErrorCode", deployment.failure?.code)
        row.put("ErrorName", deployment.failure?.name)
        row.put("ErrorMessage", deployment.failure?.message)
        row.put("DeepErrorCode", deployment.failure?.deepCode)
        row.put("DeepErrorMessage", deployment.failure?.deepMessage)
        row.put("CustomerAccess", isManaged ? "Restricted access" : "Full access")
        row.put("PublisherAccess", isManaged ? "Enabled" : "Disabled")
    }
}

extension Plan {
    /// Whether the publisher runs the application for the customer.
    fileprivate var isManaged: Bool { license != .free }
}
