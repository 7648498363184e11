{-# LANGUAGE OverloadedStrings #-}
import qualified Data.ByteString.Char8 as B
import qualified Data.ByteString.Lazy.Char8 as L
import Network.HTTP.Client
import Network.HTTP.Client.TLS (newTlsManager)
import Network.HTTP.Types (statusCode)
import System.Environment (getArgs)

main :: IO ()
main = do
    [method, url, token, body] <- getArgs
    manager <- newTlsManager
    plain <- parseRequest url
    let kind = if take 1 body == "{" then "application/json" else "application/x-www-form-urlencoded"
        headers = [("Authorization", B.pack ("Bearer " ++ token)) | token /= "-"] ++ [("Content-Type", kind) | body /= "-"]
        content = if body == "-" then "" else B.pack body
        request = plain { method = B.pack method, requestHeaders = headers, requestBody = RequestBodyBS content }
    response <- httpLbs request manager
    print (statusCode (responseStatus response))
    L.putStrLn (responseBody response)
