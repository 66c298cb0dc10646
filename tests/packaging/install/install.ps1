<#
Installs `credits` on Windows: downloads the archive of a release, compares its checksum, and puts the program into a folder of yours.
It needs no administrator, changes no PATH, and leaves everything as it was if anything is wrong.

    install.ps1 [-Version X.Y.Z] [-To FOLDER] [-From ADDRESS] [-Sha256 SUM]

SUM is the checksum that the archive must have, in place of the one that the release lists.
ADDRESS is another place to download from.
#>
param(
    [string]$Version = '@VERSION@',
    [string]$To = (Join-Path $env:LOCALAPPDATA 'Programs\credits'),
    [string]$From = '@DOWNLOADS@',
    [string]$Sha256 = ''
)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# The progress bar of older versions slows a download down by a factor of ten.
$ProgressPreference = 'SilentlyContinue'

$Version = $Version -replace '^v', ''
if ($Version -notmatch '^[0-9A-Za-z.+-]+$') { throw "install: $Version is not a version like 0.1.0" }
$processor = switch ($env:PROCESSOR_ARCHITECTURE) {
    'AMD64' { 'x86_64' }
    'ARM64' { 'aarch64' }
    default { throw "install: there is no program for the processor $env:PROCESSOR_ARCHITECTURE" }
}
$name = "credits-$Version-$processor-pc-windows-msvc"
$temporary = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $temporary | Out-Null
try {
    $files = @("$name.zip") + @(if (-not $Sha256) { 'SHA256SUMS' })
    foreach ($file in $files) {
        Invoke-WebRequest -UseBasicParsing -Uri "$From/v$Version/$file" -OutFile (Join-Path $temporary $file)
    }
    $wanted = $Sha256.ToLowerInvariant()
    if (-not $wanted) {
        $line = Get-Content (Join-Path $temporary 'SHA256SUMS') | Where-Object { $_.EndsWith("  $name.zip") }
        if (-not $line) { throw "install: SHA256SUMS of version $Version does not list $name.zip" }
        $wanted = ($line -split ' ')[0]
    }
    $found = (Get-FileHash -Algorithm SHA256 (Join-Path $temporary "$name.zip")).Hash.ToLowerInvariant()
    if ($found -ne $wanted) { throw "install: the checksum of $name.zip is $found, not ${wanted}: nothing was installed" }
    Expand-Archive -Path (Join-Path $temporary "$name.zip") -DestinationPath $temporary
    $program = Join-Path $temporary "$name\credits.exe"
    & $program -V | Out-Null
    if ($LASTEXITCODE -ne 0) { throw 'install: the program does not run on this machine: nothing was installed' }
    New-Item -ItemType Directory -Force -Path $To | Out-Null
    Copy-Item -Force $program (Join-Path $To 'credits.exe')
    Write-Output "credits $Version is installed: $(Join-Path $To 'credits.exe')"
    if (($env:PATH -split ';') -notcontains $To) {
        Write-Output 'That folder is not on your PATH. Add it, or call the program by its path.'
    }
}
finally {
    Remove-Item -Recurse -Force $temporary
}
