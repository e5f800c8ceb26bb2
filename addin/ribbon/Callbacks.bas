Attribute VB_Name = "Callbacks"
Option Explicit
Option Private Module
' What the buttons of customUI14.xml call. Each takes the control that was pressed, which only the
' ribbon can give, and hands it on: without it RunPython runs nothing.

Private sponsorRibbon As IRibbonUI
Private watch As WorkbookWatch
Private clearAt As Date

Public Sub OnRibbonLoad(ribbon As IRibbonUI)
    Set sponsorRibbon = ribbon
    StartWatching
End Sub

Public Sub StartWatching()
    ' Also called by each button: a reset of VBA forgets the watch, and this takes it up again.
    If watch Is Nothing Then Set watch = New WorkbookWatch
End Sub

Public Sub RefreshButtons()
    If Not sponsorRibbon Is Nothing Then sponsorRibbon.Invalidate
End Sub

Public Sub IsWorkbookOpen(control As IRibbonControl, ByRef returnedVal As Variant)
    returnedVal = Not ActiveWorkbook Is Nothing
End Sub

Public Sub OnImport(control As IRibbonControl)
    ' The control's tag is the name of the table that the file goes into.
    Dim path As String

    On Error GoTo failed
    If Not WorkbookIsOpen() Then Exit Sub
    path = PickedExport(control.Tag & " to import")
    If path <> "" Then RunOnWorkbook control, MacroCall("import_table", control.Tag, path)
    Exit Sub
failed:
    Tell Err.Description
End Sub

Public Sub OnCheckData(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("check_data")
End Sub

Public Sub OnRefresh(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("refresh")
End Sub

Public Sub OnFormatRedList(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("format_red_list")
End Sub

Public Sub OnRestoreLastRefresh(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("restore_last_refresh")
End Sub

Public Sub OnBuildBoard(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("build_board")
End Sub

Public Sub OnCopyBoard(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("copy_board")
End Sub

Public Sub OnStandupHandout(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("standup_handout")
End Sub

Public Sub OnExport(control As IRibbonControl)
    ' The control's tag is the name of the profile.
    Dim ending As String, path As String

    On Error GoTo failed
    If Not WorkbookIsOpen() Then Exit Sub
    ending = ".csv"
    If control.Tag = "generic_xlsx" Then ending = ".xlsx"
    path = PickedTarget("Export for CRM", "sponsor_coverage_" & control.Tag & ending)
    If path <> "" Then RunOnWorkbook control, MacroCall("export_for_crm", control.Tag, path)
    Exit Sub
failed:
    Tell Err.Description
End Sub

Public Sub OnNewTracker(control As IRibbonControl)
    Dim path As String

    On Error GoTo failed
    path = PickedTarget("New tracker", "sponsor_coverage_tracker.xlsx")
    If path = "" Then Exit Sub
    EnsureWorkbook
    RunOnWorkbook control, MacroCall("new_tracker", path)
    Exit Sub
failed:
    Tell Err.Description
End Sub

Public Sub OnSettings(control As IRibbonControl)
    RunOnWorkbook control, MacroCall("open_settings")
End Sub

Public Sub OnHelp(control As IRibbonControl)
    On Error GoTo failed
    EnsureWorkbook
    RunOnWorkbook control, MacroCall("open_help")
    Exit Sub
failed:
    Tell Err.Description
End Sub

Private Sub RunOnWorkbook(control As IRibbonControl, command As String)
    On Error GoTo failed
    StartWatching
    If Not WorkbookIsOpen() Then Exit Sub
    #If Mac Then
        RunPython control, CallerArguments(ActiveWorkbook.Name) & command
    #Else
        RunPython control, command
        ClearStatusLater
    #End If
    Exit Sub
failed:
    Tell Err.Description
End Sub

Private Sub ClearStatusLater()
    ' Excel keeps a text in its status bar until something else takes it.
    On Error Resume Next
    clearAt = Now + TimeSerial(0, 0, 20)
    Application.OnTime clearAt, "'" & ThisWorkbook.Name & "'!Callbacks.ClearStatus"
End Sub

Public Sub ClearStatus()
    ' Called by Excel's clock, some seconds after the last run. It takes away no text but ours.
    On Error Resume Next
    If DateDiff("s", Now, clearAt) > 0 Then Exit Sub
    If Left$(CStr(Application.StatusBar), 17) = "Sponsor Coverage:" Then Application.StatusBar = False
End Sub

Private Function WorkbookIsOpen() As Boolean
    WorkbookIsOpen = Not ActiveWorkbook Is Nothing
    If Not WorkbookIsOpen Then
        Tell "Open the tracker workbook first, or make one with New tracker."
        RefreshButtons
    End If
End Function

Private Sub EnsureWorkbook()
    ' Python finds a running Excel by its workbook windows, so there has to be one.
    If ActiveWorkbook Is Nothing Then Workbooks.Add
End Sub

Private Sub Tell(message As String)
    Dim sentence As String

    sentence = LastLine(message)
    If sentence = "" Then sentence = "Python did not answer; run sponsor-coverage addin doctor."
    MsgBox sentence, vbExclamation, "Sponsor Coverage"
End Sub
