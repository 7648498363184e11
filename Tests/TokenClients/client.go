// Asks golang.org/x/oauth2 for a token twice, and prints what came of each as a line of JSON.
package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2/clientcredentials"
)

func requests() int {
	request, _ := http.NewRequest("GET", os.Getenv("INSIGHTS_BASE_URL")+"/_sim/journal", nil)
	request.Header.Set("x-insights-simulator-key", os.Getenv("INSIGHTS_SIM_ADMIN_KEY"))
	response, err := (&http.Client{Transport: &http.Transport{}}).Do(request)
	if err != nil {
		return -1
	}
	defer response.Body.Close()
	var journal struct{ Entries []struct{ Route string } }
	json.NewDecoder(response.Body).Decode(&journal)
	count := 0
	for _, entry := range journal.Entries {
		if entry.Route == "token" {
			count++
		}
	}
	return count
}

func main() {
	config := clientcredentials.Config{
		ClientID: os.Getenv("AZURE_CLIENT_ID"), ClientSecret: os.Getenv("AZURE_CLIENT_SECRET"),
		TokenURL: "https://login.microsoftonline.com/" + os.Getenv("AZURE_TENANT_ID") + "/oauth2/v2.0/token",
		Scopes:   []string{"https://api.partnercenter.microsoft.com/.default"},
	}
	source := config.TokenSource(context.Background())
	var results []map[string]any
	for range [2]int{} {
		before := requests()
		result := map[string]any{}
		token, err := source.Token()
		if err != nil {
			result["error"] = "error"
			result["text"] = strings.Split(err.Error(), "\n")[0]
		} else {
			result["token"] = true
			if !token.Expiry.IsZero() {
				result["expires_in"] = int(time.Until(token.Expiry).Seconds())
			}
		}
		result["requests"] = requests() - before
		results = append(results, result)
	}
	json.NewEncoder(os.Stdout).Encode(results)
}
