//Maya ASCII 2023 scene
//Name: pop man.wav, 23.976 frames a second, arkit52
//Codeset: UTF-8
requires maya "2023";
currentUnit -l centimeter -a degree -t 23.976fps;
createNode animCurveTU -n "pop_man_jawOpen";
	addAttr -ci true -sn "visemesShape" -ln "visemesShape" -dt "string";
	setAttr ".tan" 1;
	setAttr ".wgt" no;
	setAttr -s 8 ".ktv[0:7]"  1003 0 1005 0.02 1007.5 0.62 1010 0.05 1013 0.05 1016 0.55 1022 0.1 1026 0;
	setAttr -s 8 ".kit[0:7]"  1 1 1 1 1 1 2 1;
	setAttr -s 8 ".kot[0:7]"  1 1 1 1 1 2 5 1;
	setAttr -s 8 ".ktl[0:7]"  yes yes yes no no no no yes;
	setAttr -s 8 ".kix[0:7]"  1 1 0.31651232831 0.38494303151 1 1 0.4860139044 1;
	setAttr -s 8 ".kiy[0:7]"  0 0 0.94858839653 -0.92294033528 0 0 -0.87395107685 0;
	setAttr -s 8 ".kox[0:7]"  1 1 0.31651232831 1 0.97244018603 0.4860139044 1 1;
	setAttr -s 8 ".koy[0:7]"  0 0 0.94858839653 0 0.23315249215 -0.87395107685 0 0;
	setAttr ".visemesShape" -type "string" "jawOpen";
createNode animCurveTU -n "pop_man_mouthClose";
	addAttr -ci true -sn "visemesShape" -ln "visemesShape" -dt "string";
	setAttr ".tan" 1;
	setAttr ".wgt" no;
	setAttr -s 3 ".ktv[0:2]"  1003 0 1005 0.02 1006 0;
	setAttr -s 3 ".kit[0:2]"  1 1 1;
	setAttr -s 3 ".kot[0:2]"  1 1 1;
	setAttr -s 3 ".ktl[0:2]"  yes yes yes;
	setAttr -s 3 ".kix[0:2]"  1 1 1;
	setAttr -s 3 ".kiy[0:2]"  0 0 0;
	setAttr -s 3 ".kox[0:2]"  1 1 1;
	setAttr -s 3 ".koy[0:2]"  0 0 0;
	setAttr ".visemesShape" -type "string" "mouthClose";
// End of line
