require "oauth2"
tenant, client, secret = %w[TENANT_ID CLIENT_ID CLIENT_SECRET].map { |name| ENV.fetch("AZURE_#{name}") }
oauth = OAuth2::Client.new(client, secret, site: "https://login.microsoftonline.com", token_url: "/#{tenant}/oauth2/token", auth_scheme: :request_body)
puts oauth.client_credentials.get_token(resource: "https://graph.windows.net").token
