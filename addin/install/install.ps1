<#
.SYNOPSIS
Installs Sponsor Coverage and its Excel add-in for someone who has no Python.

.DESCRIPTION
Says what it will do, asks, and does it. No administrator rights are needed, and nothing outside
your own user folder is written. It stops at the first step that fails.

1. Fetches uv, a program that installs Python programs, in one fixed version, and compares its
   SHA-256 checksum with the one written here. A uv that is installed already is used as it is.
2. Has uv install Sponsor Coverage with a Python of its own.
3. Puts the add-in where Excel loads it: sponsor-coverage addin install
4. Looks whether all is well: sponsor-coverage addin doctor

.PARAMETER Source
A wheel file of Sponsor Coverage (.whl); or a folder that holds one and the wheels that it needs, and
then nothing else is asked for packages; or a checkout of its repository. Left out, it is the wheel
file beside this script, else the checkout that the script lies in.

.PARAMETER Uninstall
Removes the add-in and Sponsor Coverage. The uv that this script fetched goes too.

.PARAMETER Yes
Does not ask.

.EXAMPLE
powershell -ExecutionPolicy Bypass -File .\install.ps1

.EXAMPLE
powershell -ExecutionPolicy Bypass -File .\install.ps1 -WhatIf

.EXAMPLE
powershell -ExecutionPolicy Bypass -File .\install.ps1 -Source .\sponsor_coverage-0.2.0-py3-none-any.whl
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Source = '',
    [switch] $Uninstall,
    [switch] $Yes
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
# The progress bar of Windows PowerShell 5.1 slows a download down many times.
$ProgressPreference = 'SilentlyContinue'

$UvVersion = '0.13.9'
# uv as its makers publish it on the Python package index: where it lies and its SHA-256.
$UvFiles = @{
    'AMD64' = @{
        Url    = 'https://files.pythonhosted.org/packages/dd/ef/ceeabf3631117f7354787d9fb1ffe943899e59ed4b887a696ed547e47e76/uv-0.13.9-py3-none-win_amd64.whl'
        Sha256 = '6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b'
    }
}
$PythonVersion = '3.12'
$OwnFolder = Join-Path $env:LOCALAPPDATA 'sponsor-coverage'
$OwnUv = Join-Path $OwnFolder 'uv.exe'

function Write-Plan {
    Write-Host ''
    if ($Uninstall) {
        Write-Host 'This will:'
        Write-Host '  1. remove the Sponsor Coverage add-in and its settings from Excel;'
        Write-Host '  2. remove the program Sponsor Coverage;'
        Write-Host "  3. remove uv from $OwnFolder, if this script put it there."
        Write-Host 'Your workbooks are not touched.'
    }
    else {
        Write-Host 'This will, for you alone and without administrator rights:'
        if (Find-Uv) {
            Write-Host "  1. use uv, which is there already: $(Find-Uv)"
        }
        else {
            Write-Host "  1. fetch uv $UvVersion from files.pythonhosted.org into $OwnFolder;"
        }
        Write-Host "  2. have uv install Sponsor Coverage from $Source, and a Python for it if needed;"
        Write-Host "  3. put the add-in into Excel's start-up folder;"
        Write-Host '  4. look whether all is well.'
    }
    Write-Host ''
}

function Confirm-Plan {
    if ($Yes -or $WhatIfPreference) { return $true }
    $answer = Read-Host 'Go on? (y/n)'
    return $answer -match '^\s*(y|yes)\s*$'
}

function Find-Uv {
    if (Test-Path -LiteralPath $OwnUv) { return $OwnUv }
    $found = Get-Command -Name 'uv.exe' -CommandType Application -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if ($found) { return $found.Path }
    return $null
}

function Invoke-Program {
    param([string] $Program, [string[]] $Arguments, [string] $Failed, [int[]] $Fine = @(0))
    # What a program writes to its error stream is no error of this script; its exit code tells.
    $ErrorActionPreference = 'Continue'
    & $Program @Arguments | Out-Host
    if ($Fine -notcontains $LASTEXITCODE) { throw "$Failed (exit code $LASTEXITCODE)." }
    return $LASTEXITCODE
}

function Get-Uv {
    $machine = $env:PROCESSOR_ARCHITECTURE
    if ($env:PROCESSOR_ARCHITEW6432) { $machine = $env:PROCESSOR_ARCHITEW6432 }
    # Windows on ARM runs programs for AMD64, and the library inside Excel exists for AMD64 only.
    if ($machine -eq 'ARM64') { $machine = 'AMD64' }
    if (-not $UvFiles.ContainsKey($machine)) {
        throw "Sponsor Coverage needs a 64-bit Windows; this one says it is $machine."
    }
    $file = $UvFiles[$machine]
    # Windows PowerShell 5.1 may still offer older ones first.
    [Net.ServicePointManager]::SecurityProtocol =
        [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

    $null = New-Item -ItemType Directory -Path $OwnFolder -Force
    $archive = Join-Path $OwnFolder 'uv.zip'
    try {
        Write-Host "Fetching uv $UvVersion ..."
        try {
            Invoke-WebRequest -Uri $file.Url -OutFile $archive -UseBasicParsing
        }
        catch {
            throw "uv could not be fetched from files.pythonhosted.org: $($_.Exception.Message)"
        }
        $hash = (Get-FileHash -LiteralPath $archive -Algorithm SHA256).Hash
        if ($hash -ne $file.Sha256) {
            throw 'What was fetched is not the uv that was expected (its checksum differs), so it was thrown away.'
        }
        Expand-OneFile -Archive $archive -Name 'uv.exe' -Target $OwnUv
    }
    finally {
        Remove-Item -LiteralPath $archive -Force -ErrorAction SilentlyContinue
    }
    return $OwnUv
}

function Expand-OneFile {
    param([string] $Archive, [string] $Name, [string] $Target)
    Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
    $zip = [System.IO.Compression.ZipFile]::OpenRead($Archive)
    try {
        $entry = $zip.Entries | Where-Object { $_.Name -eq $Name } | Select-Object -First 1
        if (-not $entry) { throw "There is no $Name in what was fetched." }
        [System.IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $Target, $true)
    }
    finally {
        $zip.Dispose()
    }
}

function Find-Source {
    if ($Source) {
        if (-not (Test-Path -LiteralPath $Source)) { throw "There is no file or folder $Source." }
        return (Resolve-Path -LiteralPath $Source).ProviderPath
    }
    $wheel = Get-ChildItem -LiteralPath $PSScriptRoot -Filter 'sponsor_coverage-*.whl' |
        Sort-Object -Property LastWriteTime | Select-Object -Last 1
    if ($wheel) { return $wheel.FullName }
    $checkout = Join-Path $PSScriptRoot '..\..'
    if (Test-Path -LiteralPath (Join-Path $checkout 'pyproject.toml')) {
        return (Resolve-Path -LiteralPath $checkout).ProviderPath
    }
    throw 'There is no wheel file of Sponsor Coverage beside this script. Put it there, or name it with -Source.'
}

function Get-ToolArguments {
    # A Python of uv's own: the one from the Microsoft Store can't write where Excel looks.
    $arguments = @(
        'tool', 'install', '--force',
        '--python', "cpython-$PythonVersion-windows-x86_64", '--python-preference', 'only-managed'
    )
    $isFolder = Test-Path -LiteralPath $Source -PathType Container
    $isCheckout = $isFolder -and (Test-Path -LiteralPath (Join-Path $Source 'pyproject.toml'))
    if ($isFolder -and -not $isCheckout) {
        return $arguments + @('--no-index', '--find-links', $Source, 'sponsor-coverage[excel]')
    }
    if (-not $isFolder -and [IO.Path]::GetExtension($Source) -ne '.whl') {
        throw "$Source is not a wheel file (.whl)."
    }
    return $arguments + "sponsor-coverage[excel] @ $(([Uri] $Source).AbsoluteUri)"
}

function Find-Tool {
    param([string] $Uv)
    $folder = (& $Uv 'tool' 'dir' '--bin' | Select-Object -Last 1)
    if ($LASTEXITCODE -ne 0 -or -not $folder) { throw 'uv did not say where it puts programs.' }
    return Join-Path $folder.Trim() 'sponsor-coverage.exe'
}

function Install-Everything {
    $uv = Find-Uv
    if (-not $uv) {
        if ($PSCmdlet.ShouldProcess($OwnFolder, "Fetch uv $UvVersion")) { $uv = Get-Uv }
        else { $uv = $OwnUv }
    }
    $arguments = Get-ToolArguments
    if ($PSCmdlet.ShouldProcess('Sponsor Coverage', "uv $($arguments -join ' ')")) {
        $null = Invoke-Program $uv $arguments 'uv could not install Sponsor Coverage'
    }
    if ($PSCmdlet.ShouldProcess('Excel', 'sponsor-coverage addin install')) {
        $tool = Find-Tool $uv
        $null = Invoke-Program $tool @('addin', 'install') 'The add-in could not be installed'
        $code = Invoke-Program $tool @('addin', 'doctor') 'doctor could not be run' @(0, 1, 2)
        if ($code -ne 0) { throw 'The add-in is installed, but not all is well: see the lines above.' }
        # So that sponsor-coverage can be typed in windows that are opened from now on.
        $null = Invoke-Program $uv @('tool', 'update-shell') 'The search path could not be changed'
        Write-Host 'Done. Start Excel: the ribbon has a new tab, Sponsor Coverage.'
    }
}

function Uninstall-Everything {
    $uv = Find-Uv
    if (-not $uv) { throw 'There is no uv, so this script did not install Sponsor Coverage.' }
    $tool = Find-Tool $uv
    if (-not (Test-Path -LiteralPath $tool)) {
        Write-Host 'Sponsor Coverage is not installed.'
    }
    elseif ($PSCmdlet.ShouldProcess('Excel and Sponsor Coverage', 'Remove')) {
        $null = Invoke-Program $tool @('addin', 'uninstall') 'The add-in could not be removed'
        $null = Invoke-Program $uv @('tool', 'uninstall', 'sponsor-coverage') 'uv could not remove Sponsor Coverage'
    }
    if ((Test-Path -LiteralPath $OwnUv) -and $PSCmdlet.ShouldProcess($OwnUv, 'Remove')) {
        Remove-Item -LiteralPath $OwnUv -Force
        if (-not (Get-ChildItem -LiteralPath $OwnFolder -Force)) { Remove-Item -LiteralPath $OwnFolder }
    }
    if (-not $WhatIfPreference) { Write-Host 'Done. Sponsor Coverage is removed.' }
}

try {
    if ($env:OS -ne 'Windows_NT') {
        throw 'This script is for Windows; on macOS see docs/install-macos.md.'
    }
    if (-not $Uninstall) { $Source = Find-Source }
    Write-Plan
    if (-not (Confirm-Plan)) {
        Write-Host 'Nothing was done.'
        exit 0
    }
    if ($Uninstall) { Uninstall-Everything } else { Install-Everything }
}
catch {
    [Console]::Error.WriteLine("Sponsor Coverage: $($_.Exception.Message)")
    exit 2
}
